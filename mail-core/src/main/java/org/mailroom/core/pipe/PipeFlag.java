// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.config.ConfigException;

import java.util.EnumSet;
import java.util.Set;

/// The flags of pipe(8), by the letter that `flags=` has for each.
public enum PipeFlag {
    BLANK_LINE_AT_END('B'),
    DELIVERED_TO('D'),
    POSTMARK('F'),
    ORIGINAL_RECIPIENT('O'),
    RETURN_PATH('R'),
    /// The program is where the mail was to go.
    FINAL_DELIVERY('X'),
    LOWER_CASE_DOMAINS('h'),
    LOWER_CASE_USERS('u'),
    QUOTED_ADDRESSES('q'),
    DOUBLED_DOTS('.'),
    QUOTED_FROM('>');

    private final char letter;

    PipeFlag(char letter) {
        this.letter = letter;
    }

    /// @throws ConfigException when a letter is none of them
    static Set<PipeFlag> parse(String letters) {
        var flags = EnumSet.noneOf(PipeFlag.class);
        for (int i = 0; i < letters.length(); i++) {
            flags.add(of(letters.charAt(i)));
        }
        return flags;
    }

    private static PipeFlag of(char letter) {
        for (PipeFlag flag : values()) {
            if (flag.letter == letter) {
                return flag;
            }
        }
        throw new ConfigException("flags=" + letter + ": expected letters of BDFORXhqu.>");
    }
}
