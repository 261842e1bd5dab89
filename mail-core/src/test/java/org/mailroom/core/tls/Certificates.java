// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// Certificates for tests, and the keys for them.
public record Certificates(X509Certificate certificate, KeyPair keys) {

    /// What a certificate is to be.
    ///
    /// @param host the name that it is for; none: an authority
    /// @param age when it was made; it is good for a year
    public record Wish(String subject, Optional<String> host, Duration age, KeyPurposeId purpose) {
        public static Wish authority(String subject) {
            return new Wish(
                    subject,
                    Optional.empty(),
                    Duration.ofDays(1),
                    KeyPurposeId.anyExtendedKeyUsage);
        }

        public static Wish server(String host) {
            return new Wish(
                    host, Optional.of(host), Duration.ofDays(1), KeyPurposeId.id_kp_serverAuth);
        }

        public static Wish client(String name) {
            return new Wish(
                    name, Optional.of(name), Duration.ofDays(1), KeyPurposeId.id_kp_clientAuth);
        }

        public Wish made(Duration ago) {
            return new Wish(subject, host, ago, purpose);
        }

        /// For one who signs mail.
        public Wish forMail() {
            return new Wish(subject, host, age, KeyPurposeId.id_kp_emailProtection);
        }
    }

    public static Certificates selfMade(Wish wish) throws Exception {
        return selfMade(wish, newKeys());
    }

    /// One with an RSA key.
    public static Certificates selfMadeWithRsa(Wish wish) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return selfMade(wish, generator.generateKeyPair());
    }

    private static Certificates selfMade(Wish wish, KeyPair keys) throws Exception {
        return new Certificates(
                signed(wish, keys, new X500Name("CN=" + wish.subject()), keys), keys);
    }

    /// The key, and behind it the certificate, in PEM form.
    public String pem() throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(new JcaPKCS8Generator(keys.getPrivate(), null));
            pem.writeObject(certificate);
        }
        return text.toString();
    }

    /// One that this one vouches for.
    public Certificates issue(Wish wish) throws Exception {
        KeyPair its = newKeys();
        var issuer = new X500Name(certificate.getSubjectX500Principal().getName());
        return new Certificates(signed(wish, its, issuer, keys), its);
    }

    private static KeyPair newKeys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate signed(Wish wish, KeyPair its, X500Name issuer, KeyPair by)
            throws Exception {
        Instant begin = Instant.now().minus(wish.age());
        var builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(System.nanoTime()),
                        Date.from(begin),
                        Date.from(begin.plus(Duration.ofDays(365))),
                        new X500Name("CN=" + wish.subject()),
                        its.getPublic());
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(wish.host().isEmpty()));
        builder.addExtension(
                Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose()));
        if (wish.host().isPresent()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, wish.host().get())));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder(
                                                by.getPrivate().getAlgorithm().equals("RSA")
                                                        ? "SHA256withRSA"
                                                        : "SHA256withECDSA")
                                        .build(by.getPrivate())));
    }
}
