// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// TLS with servers of LDAP whose certificate is for the host that was asked for (RFC 4513 §3.1.3).
/// An address needs a certificate of its own: it is not looked up for a name that would do.
final class NamedTls extends SSLSocketFactory {
    private final SSLSocketFactory sockets;

    NamedTls(SSLContext context) {
        this.sockets = context.getSocketFactory();
    }

    private static Socket named(Socket socket) {
        var tls = (SSLSocket) socket;
        SSLParameters terms = tls.getSSLParameters();
        terms.setEndpointIdentificationAlgorithm("LDAPS");
        tls.setSSLParameters(terms);
        return tls;
    }

    @Override
    public Socket createSocket() throws IOException {
        return named(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean closing)
            throws IOException {
        return named(sockets.createSocket(below, host, port, closing));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return named(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return named(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return named(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return named(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
