// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.account.SaltedPassword;
import org.mailroom.core.account.ScramHash;
import org.mailroom.core.account.ScramTerms;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SCRAM, with or without channel binding (RFC 5802, RFC 7677): the password stays here, and the
/// server has to show that it knows it too.
final class ScramLogin implements ClientExchange {
    // RFC 5802 §5.1, RFC 7677 §4: with less, who listens finds the password soon
    private static final int MIN_ITERATIONS = 4096;

    /// Who asks for more wants to keep us busy.
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final int NONCE_OCTETS = 18;
    private static final Pattern SERVER_FIRST =
            Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]{0,6})(?:,.*)?");
    private static final Pattern SERVER_FINAL = Pattern.compile("v=([A-Za-z0-9+/=]+)(?:,.*)?");

    private enum Stage {
        FIRST,
        FINAL,
        VERIFIED,
        BROKEN
    }

    private final ScramHash hash;
    private final ScramBinding binding;
    private final Credentials credentials;
    private final String nonce;
    private Stage stage = Stage.FIRST;
    private byte[] serverSignature = {};

    ScramLogin(
            ScramHash hash, ScramBinding binding, Credentials credentials, RandomGenerator random) {
        this(hash, binding, credentials, nonce(random));
    }

    ScramLogin(ScramHash hash, ScramBinding binding, Credentials credentials, String nonce) {
        this.hash = hash;
        this.binding = binding;
        this.credentials = credentials;
        this.nonce = nonce;
    }

    private static String nonce(RandomGenerator random) {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.of((binding.header() + clientFirst()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        String text = new String(challenge, StandardCharsets.UTF_8);
        return switch (stage) {
            case FIRST -> proof(text);
            case FINAL -> verified(text);
            case VERIFIED, BROKEN -> Optional.empty();
        };
    }

    @Override
    public boolean isComplete() {
        return stage == Stage.VERIFIED;
    }

    private String clientFirst() {
        // RFC 5802 §5.1
        String name =
                ScramHash.prepared(credentials.user()).replace("=", "=3D").replace(",", "=2C");
        return "n=" + name + ",r=" + nonce;
    }

    private Optional<byte[]> proof(String serverFirst) {
        stage = Stage.BROKEN;
        Matcher form = SERVER_FIRST.matcher(serverFirst);
        // RFC 5802 §5.1: the server's nonce begins with ours
        if (!form.matches()
                || !form.group(1).startsWith(nonce)
                || form.group(1).length() == nonce.length()
                || !isUsable(Integer.parseInt(form.group(3)))) {
            return Optional.empty();
        }
        try {
            var terms = new ScramTerms(form.group(2), Integer.parseInt(form.group(3)));
            SaltedPassword salted = hash.salted(credentials.password(), terms);
            String withoutProof = "c=" + binding.whole() + ",r=" + form.group(1);
            String message = clientFirst() + "," + serverFirst + "," + withoutProof;
            serverSignature = salted.serverSignature(message);
            stage = Stage.FINAL;
            String proof = Base64.getEncoder().encodeToString(salted.clientProof(message));
            return Optional.of((withoutProof + ",p=" + proof).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isUsable(int iterations) {
        return iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;
    }

    private Optional<byte[]> verified(String serverFinal) {
        stage = Stage.BROKEN;
        Matcher form = SERVER_FINAL.matcher(serverFinal);
        if (form.matches() && isSignature(form.group(1))) {
            stage = Stage.VERIFIED;
            return Optional.of(new byte[0]);
        }
        return Optional.empty();
    }

    private boolean isSignature(String base64) {
        try {
            return MessageDigest.isEqual(serverSignature, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
