// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.storage.MailboxException;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class ImapParserFuzzTest {
    private static final long SEED = 20261123;
    private static final int ROUNDS = 200_000;
    private static final List<String> SEEDS =
            List.of(
                    "a LOGIN {4}\r\ndemo {6+}\r\nsecret",
                    "a FETCH 1:*,3 (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A \"b\")]<0.9>)"
                            + " (CHANGEDSINCE 1)",
                    "a UID SEARCH RETURN (MIN ALL) CHARSET UTF-8 OR (SEEN 1:5) NOT ON 1-Feb-2024",
                    "a SEARCH HEADER X {3+}\r\nabc UID 1,*:4 MODSEQ \"/flags/x\" all 7 KEYWORD $a",
                    "a STORE 2:4 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Deleted \\Seen x)",
                    "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (a% \"b*\") RETURN (STATUS (UNSEEN"
                            + " SIZE))",
                    "a APPEND &APw-x (\\Seen $y) \"17-Jul-1996 02:44:25 -0700\" {310}",
                    "a STATUS \"in\\\"box\" (MESSAGES UIDNEXT)",
                    "a ID (\"name\" \"x\" \"v\" NIL)",
                    "a AUTHENTICATE PLAIN AGRlbW8Ac2VjcmV0");
    private static final String TEXT = "ab 1\"\\{}()*%é€~";
    private static final int LONG_OCTETS = 1024 * 1024;
    // Classes are loaded too
    private static final long FIXED_OCTETS = 1024 * 1024;
    private static final long OCTETS_FOR_ONE = 200;
    private static final String ALPHABET = "a1 (){}[]<>*%,:.\"\\\r\n\0+-&~\u00e9\u00ff";

    @Test
    void neverFailsButWithTheErrorsOfTheGrammar() {
        var random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = mutated(random).getBytes(StandardCharsets.ISO_8859_1);
            long before = allocated();
            ImapParser.announcesMessage(octets, octets.length);
            try {
                var parser = new ImapParser(octets);
                parser.tag();
                parser.command();
                read++;
            } catch (SyntaxException | MailboxException refused) {
                assertThat(refused.getMessage()).as("seed %d round %d", SEED, round).isNotBlank();
            }
            assertThat(allocated() - before)
                    .as("octets for %s, seed %d round %d", octets.length, SEED, round)
                    .isLessThan(FIXED_OCTETS + OCTETS_FOR_ONE * octets.length);
        }
        assertThat(read).as("mutants that are still commands").isGreaterThan(ROUNDS / 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SUBJECT \"\" ", "SUBJECT {0+}\r\n ", "NOT ", "(ALL) ", "1,", "OR ALL ALL "})
    void costsInProportionToTheLengthOfTheCommand(String key) {
        byte[] octets =
                ("a SEARCH " + key.repeat(LONG_OCTETS / key.length()) + "ALL")
                        .getBytes(StandardCharsets.ISO_8859_1);
        long before = allocated();

        assertTimeout(Duration.ofSeconds(10), () -> readOrRefused(octets));

        assertThat(allocated() - before).isLessThan(FIXED_OCTETS + OCTETS_FOR_ONE * octets.length);
    }

    @Test
    void readsStringsAsTheyWereWritten() {
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS / 10; round++) {
            String user = text(random);
            String password = text(random);
            byte[] octets =
                    ("a LOGIN " + written(user, random) + " " + written(password, random))
                            .getBytes(StandardCharsets.UTF_8);
            var parser = new ImapParser(octets);
            parser.tag();

            assertThat(parser.command())
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(new ImapCommand.Login(user, password));
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, TEXT.length())
                .mapToObj(i -> TEXT.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static String written(String text, Random random) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        return switch (random.nextInt(3)) {
            case 0 -> "{" + octets + "}\r\n" + text;
            case 1 -> "{" + octets + "+}\r\n" + text;
            default -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        };
    }

    private static void readOrRefused(byte[] octets) {
        var parser = new ImapParser(octets);
        parser.tag();
        try {
            parser.command();
        } catch (SyntaxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static String mutated(Random random) {
        var text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(5)));
                default -> text.insert(at, text.substring(at / 2, at));
            }
            if (text.isEmpty()) {
                text.append(c);
            }
        }
        return text.toString();
    }
}
