// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A private Postfix beside the server under test, for comparison: as Debian ships it, virtual(8)
/// writing one mbox file a user, on a free loopback port. Needs root and the package `postfix`.
public final class PostfixPeer implements AutoCloseable {
    private static final String OWNER = "5000";

    private final Path folder;
    private final int port;

    private PostfixPeer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/sbin/postfix"))
                && System.getProperty("user.name", "").equals("root");
    }

    /// With more lines at the end of its `main.cf`.
    public static PostfixPeer start(Path folder, int mailboxes, String more)
            throws IOException, InterruptedException {
        var peer = new PostfixPeer(folder, FreePort.find());
        for (String name : new String[] {"etc", "queue", "data", "log", "spool"}) {
            Files.createDirectories(folder.resolve(name));
        }
        run("chown", "postfix", folder.resolve("data").toString());
        run("chown", OWNER + ":" + OWNER, folder.resolve("spool").toString());
        run("chmod", "-R", "go+rX", folder.toString());
        peer.writeConfiguration(mailboxes, more);
        run("postmap", "-c", peer.etc(), "hash:" + peer.etc() + "/mailboxes");
        run("postfix", "-c", peer.etc(), "start");
        peer.awaitPort();
        return peer;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public Path spool() {
        return folder.resolve("spool");
    }

    Path log() {
        return folder.resolve("log/mail.log");
    }

    private String etc() {
        return folder.resolve("etc").toString();
    }

    private void writeConfiguration(int mailboxes, String more) throws IOException {
        Files.writeString(
                folder.resolve("etc/main.cf"),
                """
                compatibility_level = 3.6
                config_directory = %1$s/etc
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/log/mail.log
                maillog_file_prefixes = %1$s/log
                myhostname = mail.lab.test
                mydomain = lab.test
                mydestination =
                local_recipient_maps =
                alias_maps =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                mailbox_size_limit = 0
                virtual_mailbox_limit = 0
                virtual_mailbox_domains = lab.test
                virtual_mailbox_base = %1$s/spool
                virtual_mailbox_maps = hash:%1$s/etc/mailboxes
                virtual_uid_maps = static:%2$s
                virtual_gid_maps = static:%2$s
                default_transport = discard:
                disable_dns_lookups = yes
                """
                                .formatted(folder, OWNER)
                        + more);
        var users = new StringBuilder();
        for (int i = 0; i < mailboxes; i++) {
            users.append("u%1$d@lab.test u%1$d%n".formatted(i));
        }
        Files.writeString(folder.resolve("etc/mailboxes"), users);
        Files.writeString(
                folder.resolve("etc/master.cf"),
                """
                127.0.0.1:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                showq unix n - n - - showq
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                smtp unix - - n - - smtp
                tlsmgr unix - - n 1000? 1 tlsmgr
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """
                        .formatted(port));
    }

    private void awaitPort() throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (attempt == 100) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("postfix", "-c", etc(), "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
