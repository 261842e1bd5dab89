// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a client says first in TLS, as far as a server has to look before it answers (RFC 8446
/// §4.1.2). The numbers are those of IANA.
///
/// @param serverName whom it wants (RFC 6066 §3), where that is a host name
/// @param protocols what it wants to speak, none where it does not say (RFC 7301)
record ClientHello(
        Optional<String> serverName,
        List<String> protocols,
        Set<Integer> ciphers,
        Set<Integer> signatures,
        Set<Integer> versions) {
    /// Where there is none that could be understood.
    static final ClientHello NONE =
            new ClientHello(Optional.empty(), List.of(), Set.of(), Set.of(), Set.of());

    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int PROTOCOLS = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    // RFC 6066 §3; it goes into look-ups, paths and the log
    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_-][a-z0-9._-]{0,252}");
    private static final int FIXED_OCTETS = 34;
    private static final int TLS_1_3 = 0x0304;
    // ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384, ecdsa_secp521r1_sha512, ecdsa_sha1
    private static final Set<Integer> ECDSA = Set.of(0x0403, 0x0503, 0x0603, 0x0203);
    // rsa_pss_rsae_*: with TLS 1.3 no other will do
    private static final Set<Integer> RSA_PSS = Set.of(0x0804, 0x0805, 0x0806);
    private static final Set<Integer> ECDSA_CIPHERS =
            Set.of(0xC009, 0xC00A, 0xC023, 0xC024, 0xC02B, 0xC02C, 0xCCA9);

    ClientHello {
        protocols = List.copyOf(protocols);
        ciphers = Set.copyOf(ciphers);
        signatures = Set.copyOf(signatures);
        versions = Set.copyOf(versions);
    }

    /// Reads the body of the message.
    ///
    /// @throws IndexOutOfBoundsException when that is not its form
    static ClientHello read(ByteBuf hello) {
        ByteBuf rest = hello.slice().skipBytes(FIXED_OCTETS);
        rest.skipBytes(rest.readUnsignedByte());
        Set<Integer> ciphers = numbers(rest.readSlice(rest.readUnsignedShort()));
        rest.skipBytes(rest.readUnsignedByte());
        var read = new Reading();
        if (rest.isReadable()) {
            ByteBuf extensions = rest.readSlice(rest.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                read.extension(type, extensions.readSlice(extensions.readUnsignedShort()));
            }
        }
        return new ClientHello(
                read.serverName, read.protocols, ciphers, read.signatures, read.versions);
    }

    private static final class Reading {
        private Optional<String> serverName = Optional.empty();
        private final List<String> protocols = new ArrayList<>();
        private Set<Integer> signatures = Set.of();
        private Set<Integer> versions = Set.of();

        void extension(int type, ByteBuf data) {
            switch (type) {
                case SERVER_NAME -> {
                    if (data.isReadable()) {
                        // One name, of the only type that there is
                        ByteBuf name = data.skipBytes(3);
                        String text = text(name.readSlice(name.readUnsignedShort()));
                        serverName =
                                Optional.of(text.toLowerCase(Locale.ROOT))
                                        .filter(it -> HOST_NAME.matcher(it).matches());
                    }
                }
                case PROTOCOLS -> {
                    ByteBuf names = data.readSlice(data.readUnsignedShort());
                    while (names.isReadable()) {
                        protocols.add(text(names.readSlice(names.readUnsignedByte())));
                    }
                }
                case SIGNATURE_ALGORITHMS ->
                        signatures = numbers(data.readSlice(data.readUnsignedShort()));
                case SUPPORTED_VERSIONS ->
                        versions = numbers(data.readSlice(data.readUnsignedByte()));
                default -> {} // For the TLS library
            }
        }

        private static String text(ByteBuf octets) {
            return octets.toString(StandardCharsets.US_ASCII);
        }
    }

    private static Set<Integer> numbers(ByteBuf octets) {
        var numbers = new HashSet<Integer>();
        while (octets.isReadable()) {
            numbers.add(octets.readUnsignedShort());
        }
        return numbers;
    }

    /// Whether the client can judge a signature by a key of this kind, as Java calls it.
    boolean takes(String algorithm) {
        boolean modern = versions.contains(TLS_1_3);
        return switch (algorithm) {
            case "EC" ->
                    (modern || has(ciphers, ECDSA_CIPHERS))
                            && (signatures.isEmpty() || has(signatures, ECDSA));
            case "RSA" -> !modern || has(signatures, RSA_PSS);
            default -> modern;
        };
    }

    private static boolean has(Set<Integer> offered, Set<Integer> wanted) {
        return wanted.stream().anyMatch(offered::contains);
    }
}
