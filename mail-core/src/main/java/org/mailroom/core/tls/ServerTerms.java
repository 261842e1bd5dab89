// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.mailroom.core.config.CipherGrade;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

/// On what terms a server speaks TLS.
///
/// @param versions as Java names them
/// @param ciphers for TLS 1.2, as Java names them, the best one first; TLS 1.3 has its own
/// @param protocol what is spoken inside, as IANA names it for ALPN (RFC 7301)
/// @param certificates whether clients are asked for one; any is taken, who it is of is for others
///   to ask
public record ServerTerms(
        List<String> versions,
        List<String> ciphers,
        Optional<String> protocol,
        Certificates certificates) {
    /// RFC 8996.
    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    public static final ServerTerms USUAL =
            new ServerTerms(
                    VERSIONS,
                    Ciphers.of(CipherGrade.MEDIUM, List.of()),
                    Optional.empty(),
                    Certificates.NOT_ASKED_FOR);

    /// Whether clients are asked for a certificate.
    public enum Certificates {
        NOT_ASKED_FOR,
        ASKED_FOR
    }

    public ServerTerms {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
    }

    SslContext context(KeyAndChain key) throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(key.key(), key.chain())
                        .keyStoreType(KeyAndChain.STORE)
                        .protocols(versions)
                        .ciphers(allCiphers(), SupportedCipherSuiteFilter.INSTANCE);
        protocol.ifPresent(name -> builder.applicationProtocolConfig(only(name)));
        if (certificates == Certificates.ASKED_FOR) {
            builder.clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        SslContext context = builder.build();
        if (certificates == Certificates.NOT_ASKED_FOR) {
            SessionTickets.allow(context);
        }
        return context;
    }

    private List<String> allCiphers() {
        return Stream.concat(Ciphers.OF_TLS_1_3.stream(), ciphers.stream()).toList();
    }

    // Who wants another is turned away before: ServerHandshake
    private static ApplicationProtocolConfig only(String name) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                name);
    }
}
