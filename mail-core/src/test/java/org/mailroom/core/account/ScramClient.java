// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/// The client of SCRAM. SCRAM-SHA-256-PLUS is bound to keys of the TLS session, SCRAM-SHA-1-PLUS to
/// the certificate of the server.
public final class ScramClient {
    private static final Pattern SERVER_FIRST = Pattern.compile("(r=[^,]+),s=([^,]+),i=(\\d+)");
    private static final Pattern CHALLENGE = Pattern.compile("(?:334|\\+) (.*)");

    private final ScramHash hash;
    private final String user;
    private final String password;
    private final String header;
    private final byte[] binding;

    /// The lines of the protocol around it.
    public interface Lines {
        String next() throws IOException;

        void send(String line) throws IOException;
    }

    public ScramClient(String mechanism, String user, String password, Optional<SSLSession> session)
            throws GeneralSecurityException, SSLException {
        this.hash = mechanism.contains("256") ? ScramHash.SHA_256 : ScramHash.SHA_1;
        this.user = user;
        this.password = password;
        if (!mechanism.endsWith("-PLUS")) {
            this.header = "n,,";
            this.binding = new byte[0];
        } else if (hash == ScramHash.SHA_256) {
            this.header = "p=tls-exporter,,";
            this.binding = exported(session.orElseThrow());
        } else {
            this.header = "p=tls-server-end-point,,";
            this.binding = endPoint(session.orElseThrow().getPeerCertificates()[0]);
        }
    }

    // RFC 9266 §2
    private static byte[] exported(SSLSession session) throws SSLException {
        return ((ExtendedSSLSession) session)
                .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
    }

    // RFC 5929 §4.1, for certificates that are signed with SHA-256
    private static byte[] endPoint(Certificate server) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(server.getEncoded());
    }

    /// Answers what comes behind the command with the name of the mechanism. The server has to show
    /// that it knows the password.
    public void play(Lines lines) throws IOException {
        String expected = prove(lines);
        assertThat(challenge(lines)).isEqualTo(expected);
        answer(lines, "");
    }

    /// The same up to the proof; the server says next that it is wrong. Gives what a server that
    /// knows the password says.
    public String prove(Lines lines) throws IOException {
        assertThat(challenge(lines)).isEmpty();
        String bare = "n=" + user + ",r=fyko+d2lbbFgONRv9qkxdawL";
        answer(lines, header + bare);
        String serverFirst = challenge(lines);
        Matcher form = SERVER_FIRST.matcher(serverFirst);
        assertThat(form.matches()).as(serverFirst).isTrue();
        String withoutProof = "c=" + base64(bound()) + "," + form.group(1);
        String message = bare + "," + serverFirst + "," + withoutProof;
        var terms = new ScramTerms(form.group(2), Integer.parseInt(form.group(3)));
        SaltedPassword salted = hash.salted(password, terms);
        answer(lines, withoutProof + ",p=" + base64(salted.clientProof(message)));
        return "v=" + base64(salted.serverSignature(message));
    }

    private byte[] bound() {
        byte[] octets = header.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(octets, octets.length + binding.length);
        System.arraycopy(binding, 0, all, octets.length, binding.length);
        return all;
    }

    private static String challenge(Lines lines) throws IOException {
        String line = lines.next();
        Matcher form = CHALLENGE.matcher(line);
        assertThat(form.matches()).as("a challenge, not %s", line).isTrue();
        return new String(Base64.getDecoder().decode(form.group(1)), StandardCharsets.UTF_8);
    }

    private static void answer(Lines lines, String text) throws IOException {
        lines.send(base64(text.getBytes(StandardCharsets.UTF_8)) + "\r\n");
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
