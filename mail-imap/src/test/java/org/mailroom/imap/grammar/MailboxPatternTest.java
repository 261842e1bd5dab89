// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class MailboxPatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, a/b/c, true",
        "%, a, true",
        "%, a/b, false",
        "a/%, a/b, true",
        "a/%, a/b/c, false",
        "a/%/c, a/b/c, true",
        "a*, abc/d, true",
        "a*d, abc/d, true",
        "a%d, abc/d, false",
        "*%, a/b, true",
        "%*, a/b, true",
        "a%%b, ab, true",
        "a, ab, false",
        "ab, a, false",
        "inbox, INBOX, true",
        "inBox/x, INBOX/x, true",
        "inbox/X, INBOX/x, false",
        "sent, Sent, false",
        "i*, INBOX, true",
        "I%x, INBOX/x, false"
    })
    void matchesWithinLevelsAndAcrossThem(String pattern, String name, boolean matches) {
        assertThat(new MailboxPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void takesNoLongerForHostilePatterns() {
        var pattern = new MailboxPattern("*%a".repeat(330));
        String name = "a".repeat(900) + "b";

        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThat(pattern.matches(name)).isFalse());
    }
}
