// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hashes were made by argon2(1), htpasswd(1), crypt(3), openssl-passwd(1) and Python's
/// hashlib.
class StoredPasswordTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ARGON2ID}$argon2id$v=19$m=1024,t=2,p=1$c2FsdHNhbHRzYWx0"
                        + "$RGrC2kghhmdFPTu+VWYImMCAKqufCVt9PjEVxccoErs",
                "{BLF-CRYPT}$2y$05$Xz5lynRmCJ5H0z9lVza.Ie0p/CgY/HzUkNV4YGsSWuDRgE1NMvGR2",
                "{BLF-CRYPT}$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "{SHA512-CRYPT}$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S"
                        + "5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
                "{SHA256-CRYPT}$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
                "{SSHA}SWdNwI9zrKBmRo5SG0mvNQtpZnhhYmNkZWZnaA==",
                "{SCRAM-SHA-256}4096,MDEyMzQ1Njc4OWFiY2RlZg==,"
                        + "bpSY5Ze9NUH+I35LC3gVq+DpBfK46iXBxvhAKqVu9pE=,"
                        + "VpYlBuxyzeCI1KnctrefdljpB1mk3Gp7sBI/t11+NkQ=",
                "{SCRAM-SHA-1}4096,MDEyMzQ1Njc4OWFiY2RlZg==,"
                        + "ZnqDkbqfwR2KKV/RA37Ut+cv+dg=,XH6+sRFySz39hhtQA1fE+aOQl/U=",
                "{PLAIN}secret",
                "{plain}secret",
                "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
            })
    void knowsTheRightPasswordFromAWrongOne(String field) {
        StoredPassword stored = StoredPassword.parse(field);

        assertThat(stored.matches("secret")).isTrue();
        assertThat(stored.matches("Secret")).isFalse();
        assertThat(stored.matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SHA512-CRYPT}$5$saltsalt$x",
                "{SSHA}c2hvcnQ=",
            })
    void refusesAHashThatIsNotOfItsScheme(String field) {
        StoredPassword stored = StoredPassword.parse(field);

        assertThatThrownBy(() -> stored.matches("secret"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ARGON2ID}$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0$RGrC2kghhmdFPTu+VWYImM",
                "{ARGON2ID}nonsense",
                "{MD4}00",
                "{SCRAM-SHA-256}1",
                "{SCRAM-SHA-256}4096,=,AAAA,AAAA",
                "{SCRAM-SHA-1}9999999,AAAA,AAAA,AAAA",
                "secret",
                ""
            })
    void refusesASchemeThatItDoesNotKnowAndKeysThatNobodyCanUse(String field) {
        assertThatThrownBy(() -> StoredPassword.parse(field))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsANewPasswordAsArgon2id() {
        StoredPassword made = StoredPassword.of("pässword");

        assertThat(made.field()).startsWith("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(StoredPassword.parse(made.field()).matches("pässword")).isTrue();
        assertThat(made.toString()).isEqualTo("{ARGON2ID}***");
    }
}
