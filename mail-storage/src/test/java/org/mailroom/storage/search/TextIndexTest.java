// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.message.FoldedText;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.TextHits;
import org.mailroom.storage.TextHits.Answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Messages are lines here, of which the first is the header.
class TextIndexTest {
    private static final long VALIDITY = 7;

    @TempDir private Path folder;

    private record Lines(int version) implements TextExtractor {
        @Override
        public void extract(MessageContent content, Sink sink) throws IOException {
            try (InputStream octets = content.open()) {
                String text = new String(octets.readAllBytes(), StandardCharsets.UTF_8);
                if (text.startsWith("beyond us")) {
                    throw new IllegalArgumentException(text);
                }
                int end = text.indexOf('\n');
                sink.header(text.substring(0, end));
                sink.body(new StringReader(text.substring(end + 1)));
            }
        }
    }

    private TextIndex index() {
        return new TextIndex(folder, new Lines(1));
    }

    private void write(TextIndex index, List<String> messages) throws IOException {
        try (TextIndexWriter writer = index.writer(VALIDITY)) {
            for (String message : messages) {
                writer.add(writer.indexedTo() + 1, content(message));
            }
            writer.commit();
        }
    }

    private static MessageContent content(String text) {
        return MessageContent.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Answer> answers(
            TextIndex index, SearchedText where, String needle, int count) {
        TextHits hits = index.hits(VALIDITY, where, FoldedText.of(needle));
        return IntStream.rangeClosed(1, count).mapToObj(hits::of).toList();
    }

    private static String answers(TextIndex index, String needle, int count) {
        return answers(index, SearchedText.HEADER_AND_BODY, needle, count).stream()
                .map(answer -> answer.name().substring(0, 1))
                .collect(Collectors.joining());
    }

    @Test
    void findsPiecesOfWords() throws IOException {
        try (TextIndex index = index()) {
            write(
                    index,
                    List.of(
                            "Subject: Einkauf\nMilch, Straßenbahn",
                            "Subject: Milch\nBrot",
                            "ODYSSEUS: ΟΔΥΣΣΕΥΣ\n東京都港区"));

            assertThat(answers(index, "milch", 4)).isEqualTo("YYNU");
            assertThat(answers(index, "STRASSE", 3)).isEqualTo("YNN");
            assertThat(answers(index, "δυσσευσ", 3)).isEqualTo("NNY");
            assertThat(answers(index, "京都", 3)).isEqualTo("NNY");
            assertThat(answers(index, "bject", 3)).isEqualTo("YYN");
            assertThat(answers(index, SearchedText.BODY, "milch", 2))
                    .containsExactly(Answer.YES, Answer.NO);
        }
    }

    @Test
    void leavesTextOfSeveralWordsToALookAtFewMessages() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred green", "b\ngreen red", "c\nred", "red\ngreen"));

            assertThat(answers(index, "d gre", 4)).isEqualTo("UUNN");
            assertThat(answers(index, ", ", 4)).isEqualTo("UUUU");
            assertThat(answers(index, "", 4)).isEqualTo("UUUU");
        }
    }

    @Test
    void neverDeniesWhatIsThere() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<String> messages =
                Stream.generate(() -> text(random) + "\n" + text(random)).limit(60).toList();
        try (TextIndex index = index()) {
            write(index, messages);
            for (int i = 0; i < 800; i++) {
                String needle = FoldedText.of(piece(messages, random));
                TextHits hits = index.hits(VALIDITY, SearchedText.HEADER_AND_BODY, needle);
                for (int number = 0; number < messages.size(); number++) {
                    Answer answer = hits.of(number + 1);
                    boolean isThere =
                            messages.get(number)
                                    .lines()
                                    .anyMatch(line -> FoldedText.of(line).contains(needle));
                    assertThat(answer)
                            .as("seed %d: %s in %s", seed, needle, messages.get(number))
                            .isIn(Answer.UNKNOWN, isThere ? Answer.YES : Answer.NO);
                }
            }
        }
    }

    private static String text(Random random) {
        String[] letters = {
            "a", "B", "c", "ß", "ẞ", "ﬁ", "É", "E\u0301", "Σ", "ς", "İ", "ı", "東", "😀", "7", " ",
            "-", "\u00ad", "ŉ", "K"
        };
        var text = new StringBuilder();
        int words = random.nextInt(6);
        for (int i = 0; i <= words; i++) {
            int length = random.nextInt(5) == 0 ? random.nextInt(300) : random.nextInt(12);
            random.ints(length, 0, letters.length).forEach(n -> text.append(letters[n]));
            text.append(' ');
        }
        return text.toString();
    }

    private static String piece(List<String> messages, Random random) {
        String message = messages.get(random.nextInt(messages.size())).replace("\n", "");
        int[] points = message.codePoints().toArray();
        int start = random.nextInt(points.length);
        int end =
                Math.min(points.length, start + 1 + random.nextInt(random.nextBoolean() ? 6 : 80));
        return new String(points, start, end - start);
    }

    @Test
    void knowsWhatItHasIndexedAfterARestart() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred", "b\nblue"));
        }
        try (TextIndex index = index()) {
            assertThat(index.indexedTo(VALIDITY)).isEqualTo(2);
            assertThat(answers(index, "blue", 3)).isEqualTo("NYU");
            write(index, List.of("c\nblue"));

            assertThat(index.indexedTo(VALIDITY)).isEqualTo(3);
            assertThat(answers(index, "blue", 3)).isEqualTo("NYY");
        }
    }

    @Test
    void knowsNothingOfAnotherMailbox() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred"));

            assertThat(index.indexedTo(VALIDITY + 1)).isZero();
            assertThat(index.hits(VALIDITY + 1, SearchedText.BODY, "red").of(1))
                    .isEqualTo(Answer.UNKNOWN);
            try (TextIndexWriter writer = index.writer(VALIDITY + 1)) {
                writer.add(1, content("b\nblue"));
                writer.commit();
            }
            assertThat(index.hits(VALIDITY + 1, SearchedText.BODY, "red").of(1))
                    .isEqualTo(Answer.NO);
        }
    }

    @Test
    void knowsNothingOfWhatAnotherVersionHasFound() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred"));
        }
        try (var index = new TextIndex(folder, new Lines(2))) {
            assertThat(index.indexedTo(VALIDITY)).isZero();
            assertThat(answers(index, "red", 1)).isEqualTo("U");
        }
    }

    @Test
    void forgetsWhatHasNotBeenCommitted() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred"));
            try (TextIndexWriter writer = index.writer(VALIDITY)) {
                writer.add(2, content("b\nred"));
            }

            assertThat(index.indexedTo(VALIDITY)).isEqualTo(1);
            assertThat(answers(index, "red", 2)).isEqualTo("YU");
        }
    }

    @Test
    void leavesMessagesWithVeryManyWordsToALook() throws IOException {
        String words =
                IntStream.range(0, 250_000).mapToObj(n -> "w" + n).collect(Collectors.joining(" "));
        try (TextIndex index = index()) {
            write(index, List.of("a\n" + words, "b\nw7"));

            assertThat(answers(index, "w7", 2)).isEqualTo("UY");
            assertThat(answers(index, "nothing", 2)).isEqualTo("UN");
        }
    }

    @Test
    void leavesMessagesThatItDoesNotUnderstandToALook() throws IOException {
        try (TextIndex index = index()) {
            write(index, List.of("a\nred", "beyond us", "b\nred"));

            assertThat(answers(index, "red", 3)).isEqualTo("YUY");
        }
    }

    @Test
    void takesMessagesOutThatAreGone() throws IOException {
        try (TextIndex index = index()) {
            write(index, Stream.generate(() -> "a\nred").limit(3000).toList());
            try (TextIndexWriter writer = index.writer(VALIDITY)) {
                writer.tidy(1500, uid -> uid % 2 == 0);
                writer.commit();
            }

            assertThat(index.indexedTo(VALIDITY)).isEqualTo(3000);
            assertThat(answers(index, "red", 4)).isEqualTo("UYUY");
        }
    }

    @Test
    void neverTellsWhatADamagedIndexSays() throws IOException {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            messages.add("number %d\ncolour %s".formatted(i, i % 2 == 0 ? "red" : "blue"));
        }
        try (TextIndex index = index()) {
            write(index, messages);
        }
        Map<Path, byte[]> intact = files();
        for (Map.Entry<Path, byte[]> file : intact.entrySet()) {
            byte[] octets = file.getValue();
            for (int at = 0; at < octets.length; at += 1 + octets.length / 20) {
                byte[] flipped = octets.clone();
                flipped[at] ^= 0x10;
                assertTellsNothingWrong(intact, file.getKey(), flipped);
                assertTellsNothingWrong(intact, file.getKey(), Arrays.copyOf(octets, at));
            }
        }
    }

    // As a store does
    private void tryToWrite(TextIndex index) throws IOException {
        try {
            write(index, List.of("after\nblue"));
        } catch (BrokenIndexException e) {
            index.delete();
            write(index, List.of("after\nblue"));
        }
    }

    private Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(folder.resolve(TextIndex.FOLDER))) {
            for (Path file : all) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void assertTellsNothingWrong(Map<Path, byte[]> intact, Path file, byte[] octets)
            throws IOException {
        for (Map.Entry<Path, byte[]> each : intact.entrySet()) {
            Files.write(each.getKey(), each.getKey().equals(file) ? octets : each.getValue());
        }
        try (TextIndex index = index()) {
            assertThat(answers(index, "blue", 40))
                    .as("%s, %d octets", file, octets.length)
                    .isIn("NY".repeat(20), "U".repeat(40));
            tryToWrite(index);
            assertThat(answers(index, "blue", 41)).contains("Y");
        }
        for (Path left : files().keySet()) {
            Files.delete(left);
        }
    }

    @Test
    void knowsNothingOfAMessageThatWasAwayWhenItWasItsTurn() throws IOException {
        try (TextIndex index = index()) {
            try (TextIndexWriter writer = index.writer(VALIDITY)) {
                writer.add(1, content("a\nred"));
                writer.reached(2);
                writer.add(3, content("a\ngreen"));
                writer.commit();
            }

            assertThat(answers(index, "red", 4)).isEqualTo("YUNU");
        }
    }
}
