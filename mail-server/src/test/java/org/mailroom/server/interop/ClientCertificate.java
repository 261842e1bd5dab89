// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/// Alice's certificate and key, in the files that mail programs want, at a server where it opens
/// the account `u0` (SASL EXTERNAL).
///
/// @param file with both, in PEM form
record ClientCertificate(String file) {
    private static final File STORE = new File("src/test/resources/certificates/alice.p12");
    private static final char[] PASSWORD = "secret".toCharArray();

    /// Restarts the server so that it asks for certificates.
    static ClientCertificate at(TestServer server) throws IOException, GeneralSecurityException {
        server.restart(
                """
                smtpd_tls_ask_ccert = yes
                login_clientcerts = inline:{ { 67:B3:4C:C7:76:9C:44:87:CF:D0:3A:9E:99:EC:C7:06:BD:A4:37:F7:6C:B1:0C:9C:EF:CC:FE:FC:0B:3D:F6:55 = u0 } }
                """);
        KeyStore store = KeyStore.getInstance(STORE, PASSWORD);
        String alias = store.aliases().nextElement();
        String text =
                pem("CERTIFICATE", store.getCertificate(alias).getEncoded())
                        + pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded());
        return new ClientCertificate(server.write("alice.pem", text));
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
    }
}
