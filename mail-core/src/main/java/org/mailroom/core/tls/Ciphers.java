// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.mailroom.core.config.CipherGrade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The ciphers of TLS 1.2. TLS 1.3 has three, all good, that cannot be chosen.
public final class Ciphers {
    // The best one first
    static final List<String> OF_TLS_1_3 =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<Cipher> ALL =
            List.of(
                    new Cipher("ECDHE-ECDSA-AES128-GCM-SHA256", CipherGrade.HIGH),
                    new Cipher("ECDHE-RSA-AES128-GCM-SHA256", CipherGrade.HIGH),
                    new Cipher("ECDHE-ECDSA-AES256-GCM-SHA384", CipherGrade.HIGH),
                    new Cipher("ECDHE-RSA-AES256-GCM-SHA384", CipherGrade.HIGH),
                    new Cipher("ECDHE-ECDSA-CHACHA20-POLY1305", CipherGrade.HIGH),
                    new Cipher("ECDHE-RSA-CHACHA20-POLY1305", CipherGrade.HIGH),
                    new Cipher("ECDHE-ECDSA-AES128-SHA", CipherGrade.MEDIUM),
                    new Cipher("ECDHE-RSA-AES128-SHA", CipherGrade.MEDIUM),
                    new Cipher("ECDHE-ECDSA-AES256-SHA", CipherGrade.MEDIUM),
                    new Cipher("ECDHE-RSA-AES256-SHA", CipherGrade.MEDIUM));

    /// `name` is OpenSSL's.
    private record Cipher(String name, CipherGrade grade) {

        /// The words of OpenSSL that stand for it too, but for the name itself.
        Set<String> words() {
            Set<String> words =
                    Arrays.stream(name.split("-")).collect(Collectors.toCollection(HashSet::new));
            words.addAll(List.of("KECDHE", "EECDH", "KEECDH", grade.name(), "TLSV1.2"));
            words.add(name.contains("ECDSA") ? "AECDSA" : "ARSA");
            if (name.contains("AES")) {
                words.add("AES");
            }
            if (name.contains("GCM")) {
                words.add("AESGCM");
            }
            if (name.endsWith("-SHA")) {
                words.add("SHA1");
                words.add("CBC");
            }
            return words;
        }

        /// The name that Java has for it (RFC 5289, RFC 7905).
        String javaName() {
            String[] words = name.split("-", -1);
            String key = "TLS_ECDHE_" + words[1] + "_WITH_";
            if (words[2].equals("CHACHA20")) {
                return key + "CHACHA20_POLY1305_SHA256";
            }
            String aes = "AES_" + words[2].substring(3);
            return words[3].equals("GCM")
                    ? key + aes + "_GCM_" + words[4]
                    : key + aes + "_CBC_" + words[3];
        }
    }

    private Ciphers() {}

    /// All of a grade but those that some words of OpenSSL name, as Java names them, the best one
    /// first. Two words with a plus name what both do.
    public static List<String> of(CipherGrade grade, Collection<String> excluded) {
        var left = new ArrayList<>(ALL);
        left.removeIf(cipher -> grade == CipherGrade.HIGH && cipher.grade() != CipherGrade.HIGH);
        for (String word : excluded) {
            List<String> all = List.of(word.toUpperCase(Locale.ROOT).split("\\+"));
            left.removeIf(
                    cipher ->
                            cipher.name().equalsIgnoreCase(word)
                                    || cipher.javaName().equalsIgnoreCase(word)
                                    || cipher.words().containsAll(all));
        }
        return left.stream().map(Cipher::javaName).toList();
    }
}
