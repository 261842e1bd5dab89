// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// A certificate and its key, newly made, as their files say them. Apart from what reads them, as
/// the library that makes them takes a fifth of a second to load.
record CertificateAndKey(String chain, String key) {
    private static final int KEY_BITS = 256;
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    /// One that vouches for itself, for these names.
    static CertificateAndKey selfMade(List<String> names, Instant now) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new CertificateAndKey(text(certificate(pair, names, now)), text(key(pair)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make a certificate", e);
        }
    }

    // RFC 5915 §3 leaves curve and public key out, and so does Java; GnuTLS wants both
    private static PemObject key(KeyPair pair) throws IOException {
        var plain = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        AlgorithmIdentifier algorithm = plain.getPrivateKeyAlgorithm();
        var shown = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        BigInteger secret = ECPrivateKey.getInstance(plain.parsePrivateKey()).getKey();
        var whole =
                new ECPrivateKey(
                        KEY_BITS, secret, shown.getPublicKeyData(), algorithm.getParameters());
        return new PemObject("PRIVATE KEY", new PrivateKeyInfo(algorithm, whole).getEncoded());
    }

    private static String text(Object content) throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(content);
        }
        return text.toString();
    }

    private static X509CertificateHolder certificate(KeyPair pair, List<String> names, Instant now)
            throws IOException, OperatorCreationException {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, names.getFirst()).build();
        GeneralName[] alternatives =
                names.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
        return new JcaX509v3CertificateBuilder(
                        subject,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(now.plus(LIFE)),
                        subject,
                        pair.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }
}
