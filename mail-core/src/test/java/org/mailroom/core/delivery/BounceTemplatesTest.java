// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.message.SyntaxException;

class BounceTemplatesTest {

    @Test
    void areAsTheyComeWhereAFileDoesNotHaveThem() {
        var templates = BounceTemplates.parse("delay_template = <<X\nSubject: s\n\ntext\nX\n");

        assertThat(templates.failure()).isEqualTo(BounceTemplates.DEFAULT.failure());
        assertThat(templates.delay().subject()).isEqualTo("s");
        assertThat(templates.delay().lines()).containsExactly("text");
    }

    @Test
    void areReadOfReportsToo() {
        var templates = BounceTemplates.parse("verify_template = <<X\nSubject: s\n\ntext\nX\n");

        assertThat(templates.verify().lines()).containsExactly("text");
        assertThat(templates.success()).isEqualTo(BounceTemplates.DEFAULT.success());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    failure = <<X~X                              | line 1: expected one of failure_template,
                    ~failure_template = text                     | line 2: expected one of failure_template,
                    failure_template = <<X~Subject: s~~text      | line 4: expected a line X at the end
                    failure_template = <<X~Subject~~text~X       | line 2: expected a header field
                    failure_template = <<X~From: a~~text~X       | line 3: expected a Subject
                    failure_template = <<X~Subject: ü~~text~X    | line 2: expected a header field in ASCII
                    failure_template = <<X~Subject: s~~ü~X       | line 4: expected ASCII
                    failure_template = <<X~Charset: latin1~Subject: s~~ü~X | line 4: expected Charset us-ascii or utf-8
                    """)
    void tellWhatIsWrongInAFile(String file, String fault) {
        assertThatExceptionOfType(SyntaxException.class)
                .isThrownBy(() -> BounceTemplates.parse(file.replace('~', '\n')))
                .withMessageContaining(fault);
    }
}
