// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import java.security.GeneralSecurityException;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/// TLS of a client under test, which trusts anybody.
public final class TrustingTls {
    private TrustingTls() {}

    public static SSLContext context(KeyManager... keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }
}
