// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A private Dovecot without doors of its own: logins for Postfix (any user, password `pass`), and
/// LMTP into Maildirs. Needs root and the packages `dovecot-core` and `dovecot-lmtpd`.
final class DovecotServices implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");
    private static final String OWNER = "5000";

    private final Path folder;
    private final Process process;

    private DovecotServices(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static DovecotServices start(Path folder) throws IOException, InterruptedException {
        assertThat(Path.of("/usr/lib/dovecot/lmtp"))
                .as("Dovecot can run: install Debian's package dovecot-lmtpd, and be root")
                .isExecutable();
        Path home = Files.createDirectories(folder.resolve("home"));
        run("chown", "-R", OWNER + ":" + OWNER, home.toString());
        run("chmod", "go+x", folder.toString(), folder.resolve("..").toString());
        Path file = Files.writeString(folder.resolve("dovecot.conf"), configuration(folder));
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-F", "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("dovecot.out").toFile())
                        .start();
        var services = new DovecotServices(folder, process);
        await().atMost(TestServer.PATIENCE)
                .until(() -> Files.exists(services.auth()) && Files.exists(services.lmtp()));
        return services;
    }

    private static String configuration(Path folder) {
        return """
        base_dir = %1$s/run
        state_dir = %1$s/state
        log_path = %1$s/dovecot.log
        protocols = lmtp
        ssl = no
        auth_mechanisms = plain login scram-sha-256
        mail_location = maildir:~/Maildir
        passdb {
          driver = static
          args = password=pass
        }
        userdb {
          driver = static
          args = uid=%2$s gid=%2$s home=%1$s/home/%%n
        }
        service auth {
          unix_listener %1$s/auth {
            mode = 0666
          }
        }
        service lmtp {
          unix_listener %1$s/lmtp {
            mode = 0666
          }
        }
        """
                .formatted(folder, OWNER);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /// Where Postfix asks for logins.
    Path auth() {
        return folder.resolve("auth");
    }

    Path lmtp() {
        return folder.resolve("lmtp");
    }

    /// New mail of a user.
    Path arrivals(String user) {
        return folder.resolve("home").resolve(user).resolve("Maildir/new");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
