// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.mailroom.core.message.FoldedText;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Text cut into words: runs of letters, digits and marks, folded. A long word comes in pieces that
/// overlap, so that what is not longer than `LONGEST_PART` stands in one of them as a whole.
final class Words {
    /// The longest part of a word that is always found in one piece.
    static final int LONGEST_PART = 32;

    private static final int LONGEST_PIECE = 2 * LONGEST_PART;

    /// Nobody looks for longer ones; it bounds the memory.
    private static final int LONGEST_WORD = 16 * 1024;

    private static final int BUFFER_CHARS = 8 * 1024;

    private Words() {}

    /// Adds all words of a text, or ends when there are more than `most`.
    static void read(Reader text, Collection<String> words, int most) throws IOException {
        char[] buffer = new char[BUFFER_CHARS];
        var word = new StringBuilder();
        int read = 0;
        while (read >= 0 && words.size() <= most) {
            read = text.read(buffer);
            for (int i = 0; i < read; i++) {
                if (isPart(buffer[i])) {
                    word.append(buffer[i]);
                } else if (!word.isEmpty()) {
                    end(word, words);
                }
                if (word.length() == LONGEST_WORD) {
                    cut(word, words);
                }
            }
        }
        if (!word.isEmpty()) {
            end(word, words);
        }
    }

    private static void end(StringBuilder word, Collection<String> words) {
        addPieces(FoldedText.of(word.toString()), words);
        word.setLength(0);
    }

    private static void cut(StringBuilder word, Collection<String> words) {
        addPieces(FoldedText.of(word.toString()), words);
        // Folded, what is kept may be shorter.
        word.delete(0, word.length() - 4 * LONGEST_PART);
    }

    private static void addPieces(String word, Collection<String> words) {
        int at = 0;
        while (word.length() - at > LONGEST_PIECE) {
            words.add(word.substring(at, at + LONGEST_PIECE));
            at += LONGEST_PART;
        }
        words.add(at == 0 ? word : word.substring(at));
    }

    /// The parts of words of which a folded text consists, each not longer than `LONGEST_PART`.
    static List<String> parts(String folded) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= folded.length(); at++) {
            boolean ends = at == folded.length() || !isPart(folded.charAt(at));
            if (ends || isFull(folded, start, at)) {
                if (at > start) {
                    parts.add(folded.substring(start, at));
                }
                start = ends ? at + 1 : at;
            }
        }
        return parts;
    }

    private static boolean isFull(String text, int start, int at) {
        int room = LONGEST_PART - (at - start);
        return room == 0 || (room == 1 && Character.isHighSurrogate(text.charAt(at)));
    }

    private static boolean isPart(char c) {
        return c < 128
                ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                : Character.isLetterOrDigit(c) || Character.isSurrogate(c) || isMark(c);
    }

    private static boolean isMark(char c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    true;
            default -> false;
        };
    }
}
