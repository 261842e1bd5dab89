// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;

/// Judges the passwords of users of this system. Safe for use by several threads.
@FunctionalInterface
public interface PasswordJudge {
    LoginAnswer judge(LoginQuestion question);
}
