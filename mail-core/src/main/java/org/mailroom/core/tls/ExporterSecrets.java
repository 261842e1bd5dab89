// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLEngine;

/// The exporter secrets of BoringSSL's handshakes. It has no other way to tell them to Java than
/// the lines of its key log, of which all others are passed over. Each secret is kept until its
/// handshake ends. Called from the event loops.
final class ExporterSecrets implements KeyLogCallback {
    private static final String MARK = "EXPORTER_SECRET ";

    private static final Optional<VarHandle> POINTER = pointer();

    private final Map<Long, ExporterSecret> byEngine = new ConcurrentHashMap<>();

    private ExporterSecrets() {}

    /// Those of a context from now on; none of the JDK's, whose sessions export keys themselves.
    static ExporterSecrets of(SslContext context) {
        var secrets = new ExporterSecrets();
        if (context instanceof ReferenceCountedOpenSslContext open && POINTER.isPresent()) {
            SSLContext.setKeyLogCallback((long) POINTER.get().get(open), secrets);
        }
        return secrets;
    }

    // What sslCtxPointer() answers is another pointer than the one that tcnative takes. In a Netty
    // that has it no longer, there are no secrets, and no channel binding
    private static Optional<VarHandle> pointer() {
        try {
            return Optional.of(
                    MethodHandles.privateLookupIn(
                                    ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
                            .findVarHandle(
                                    ReferenceCountedOpenSslContext.class, "ctx", long.class));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void handle(long engine, byte[] line) {
        String text = new String(line, StandardCharsets.US_ASCII).strip();
        if (text.startsWith(MARK)) {
            String secret = text.substring(text.lastIndexOf(' ') + 1);
            byEngine.put(engine, new ExporterSecret(HexFormat.of().parseHex(secret)));
        }
    }

    /// What an engine is known by; it has to be asked for before the handshake.
    static long pointer(SSLEngine engine) {
        return engine instanceof ReferenceCountedOpenSslEngine open ? open.sslPointer() : 0;
    }

    /// Takes the secret of a handshake that has ended, however it did.
    Optional<ExporterSecret> take(long engine) {
        return Optional.ofNullable(byEngine.remove(engine));
    }
}
