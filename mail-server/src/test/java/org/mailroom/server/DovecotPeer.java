// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A private Dovecot beside the server under test, for comparison: IMAP on a free loopback port.
/// Its user is `u0`, password `pass`. Needs root and the package `dovecot-imapd`.
final class DovecotPeer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");
    private static final String OWNER = "5000";

    private final Process process;
    private final int port;

    /// Where the mail of the user lies.
    enum Format {
        /// Messages stay as they come.
        MAILDIR("maildir:~/Maildir"),
        /// INBOX is the file `home/u0/inbox`.
        MBOX("mbox:~/mail:INBOX=~/inbox");

        private final String location;

        Format(String location) {
            this.location = location;
        }
    }

    private DovecotPeer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && System.getProperty("user.name", "").equals("root");
    }

    static DovecotPeer start(Path folder, Format format) throws IOException, InterruptedException {
        int port = FreePort.find();
        Path home = Files.createDirectories(folder.resolve("home"));
        new ProcessBuilder("chown", "-R", OWNER + ":" + OWNER, home.toString()).start().waitFor();
        // Its mail processes are another user, and have to come through.
        new ProcessBuilder("chmod", "go+x", folder.toString(), folder.resolve("..").toString())
                .start()
                .waitFor();
        Path file =
                Files.writeString(
                        folder.resolve("dovecot.conf"), configuration(folder, format, port));
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-F", "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("dovecot.out").toFile())
                        .start();
        var peer = new DovecotPeer(process, port);
        await().atMost(Duration.ofSeconds(20)).until(peer::answers);
        return peer;
    }

    private static String configuration(Path folder, Format format, int port) {
        return """
        base_dir = %1$s/run
        state_dir = %1$s/state
        log_path = %1$s/dovecot.log
        listen = 127.0.0.1
        protocols = imap
        ssl = no
        disable_plaintext_auth = no
        mail_location = %4$s
        passdb {
          driver = static
          args = password=pass
        }
        userdb {
          driver = static
          args = uid=%2$s gid=%2$s home=%1$s/home/%%n
        }
        namespace inbox {
          inbox = yes
        }
        service imap-login {
          inet_listener imap {
            port = %3$d
          }
          inet_listener imaps {
            port = 0
          }
        }
        """
                .formatted(folder, OWNER, port, format.location);
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    long pssMebibytes() throws IOException {
        return Memory.mebibytesOfAll(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
