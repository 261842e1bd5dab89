// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// PAM, by its library: who somebody is (auth), and whether he may log in now (account). No session
/// is opened, and no password changed. Blocks as long as the modules of the service do. Safe for
/// use by several threads.
public final class Pam implements PasswordJudge {
    private static final Logger LOG = LoggerFactory.getLogger(Pam.class);

    private static final int SUCCESS = 0;
    // These say of the password nothing: PAM_OPEN_ERR, PAM_SYMBOL_ERR, PAM_SERVICE_ERR,
    // PAM_SYSTEM_ERR, PAM_BUF_ERR, PAM_AUTHINFO_UNAVAIL, PAM_CONV_ERR, PAM_ABORT
    private static final Set<Integer> TROUBLES = Set.of(1, 2, 3, 4, 5, 9, 19, 26);

    private static final int ITEM_USER = 2;
    private static final int ITEM_TTY = 3;
    private static final int ITEM_REMOTE_HOST = 4;
    private static final int ITEM_FAIL_DELAY = 10;
    private static final int DISALLOW_NULL_AUTHTOK = 1;
    private static final int SILENT = 0x8000;

    @Override
    public LoginAnswer judge(LoginQuestion question) {
        // Where there is none, PAM would take the rules of "other"
        if (!hasRules(question.service())) {
            return new LoginAnswer.Unavailable("there is no /etc/pam.d/" + question.service());
        }
        try (var memory = Arena.ofConfined()) {
            return new Dialogue(question, memory).answer();
        } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
            return new LoginAnswer.Unavailable("libpam cannot be used: " + e.getMessage());
        }
    }

    private static boolean hasRules(String service) {
        return Files.exists(Path.of("/etc/pam.d", service))
                || Files.exists(Path.of("/usr/lib/pam.d", service));
    }

    /// One question, from pam_start(3) to pam_end(3).
    private record Dialogue(LoginQuestion question, Arena memory) {

        LoginAnswer answer() {
            var talk = new PamConversation(question);
            MemorySegment place = memory.allocate(ValueLayout.ADDRESS);
            int started =
                    LibPam.start(
                            memory.allocateFrom(question.service()),
                            memory.allocateFrom(question.user()),
                            talk.structure(memory),
                            place);
            if (started != SUCCESS) {
                return new LoginAnswer.Unavailable("pam_start: " + started);
            }
            MemorySegment handle = place.get(ValueLayout.ADDRESS, 0);
            int status = started;
            try {
                status = status(handle);
                return answer(handle, status);
            } finally {
                LibPam.end(handle, status);
            }
        }

        private int status(MemorySegment handle) {
            LibPam.setItem(handle, ITEM_TTY, memory.allocateFrom("mailroom"));
            LibPam.setItem(handle, ITEM_REMOTE_HOST, memory.allocateFrom(question.client()));
            // The server makes those wait who guess, however long PAM would
            LibPam.setItem(handle, ITEM_FAIL_DELAY, LibPam.noDelay(memory));
            int status = LibPam.authenticate(handle, DISALLOW_NULL_AUTHTOK | SILENT);
            return status == SUCCESS
                    ? LibPam.account(handle, DISALLOW_NULL_AUTHTOK | SILENT)
                    : status;
        }

        private LoginAnswer answer(MemorySegment handle, int status) {
            if (status == SUCCESS) {
                String user = LibPam.item(handle, ITEM_USER, memory);
                if (user.equals(question.user())) {
                    return LoginAnswer.RIGHT;
                }
                LOG.warn("PAM takes {} for another user: refused", question);
                return LoginAnswer.WRONG;
            }
            String reason = LibPam.text(handle, status);
            LOG.info("PAM refuses {}: {}", question, reason);
            return TROUBLES.contains(status)
                    ? new LoginAnswer.Unavailable("PAM: " + reason)
                    : LoginAnswer.WRONG;
        }
    }
}
