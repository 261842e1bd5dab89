// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.table.Tables;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class LocalCommandsTest {
    @TempDir Path folder;

    private LocalCommands commands(String rules) throws IOException {
        MainCf main = MainCf.of(rules);
        Tables tables = Tables.of("hash", Set.of(), _ -> {});
        MailLog log =
                MailLog.open(
                        folder.resolve("log"),
                        "mail.test",
                        LogTags.of("postfix"),
                        InstantSource.system());
        var pickup =
                new Pickup(
                        (_, _, _) -> {
                            throw new AssertionError("nothing is handed over");
                        },
                        () -> WayIn.USUAL,
                        () -> main,
                        log,
                        folder);
        return new LocalCommands(
                pickup, this::list, () -> LocalAccess.of(main, tables), () -> List.of());
    }

    private final List<LocalCommands> again = new ArrayList<>();

    // Whoever looks at the queue asks once more while he does
    private void list(String question, InputStream in, OutputStream out) throws IOException {
        if (question.equals("queue-list")) {
            again.getFirst().answer("nobody", "queue-json", in, out);
        } else {
            out.write("all of it\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private String answer(String user, String question) throws IOException {
        var out = new ByteArrayOutputStream();
        again.getFirst().answer(user, question, InputStream.nullInputStream(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aUserLooksOnceAtTheQueueAtATime() throws IOException {
        again.add(commands(""));

        assertThat(answer("nobody", "queue-list"))
                .isEqualTo("error: 75 others look at the queue: try again later\n");
        assertThat(answer("nobody", "queue-json")).isEqualTo("all of it\n");
        assertThat(answer("root", "queue-list")).isEqualTo("all of it\n");
    }

    @Test
    void saysWithWhichCodeAProgramEnds() throws IOException {
        again.add(commands("authorized_mailq_users = ann\n"));

        assertThat(answer("nobody", "queue-list"))
                .startsWith("error: 77 User nobody(")
                .endsWith(") is not allowed to view the mail queue\n");
    }
}
