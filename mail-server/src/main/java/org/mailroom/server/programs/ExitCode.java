// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

/// How a program ends, by the numbers of sysexits.h.
public enum ExitCode {
    OK(0),
    /// What postsuper and others end with.
    FAILED(1),
    USAGE(64),
    DATA_ERROR(65),
    UNAVAILABLE(69),
    SOFTWARE(70),
    TEMPORARY(75),
    NO_PERMISSION(77);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static ExitCode of(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return SOFTWARE;
    }
}
