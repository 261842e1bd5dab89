// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Flags.Flag;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;

import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/// mutt, its keys pressed by `push`: over IMAP, by submission, and in the spool file itself while
/// an IMAP session has it open.
@Tag("interop")
class MuttTest {
    @RegisterExtension final TestServer server = new TestServer();

    @Test
    void sendsWithStartTls() throws Exception {
        mutt().runWith("hello\n", "-s", "by mutt", "u1@example.org");

        server.awaitSubjects("u1", "INBOX", "by mutt");
    }

    @Test
    void readsFlagsCopiesAndDeletesByImap() throws Exception {
        server.deliver("u0", "first", "second", "third");

        press(
                mutt().with("-f", "imaps://u0@" + server.at("imaps") + "/INBOX"),
                "<first-entry><display-message><exit>",
                "<next-entry><flag-message>",
                "<copy-message>=Archive<enter>",
                "<last-entry><delete-message><sync-mailbox><exit>");

        assertThat(server.inbox("u0").subjects()).containsExactly("first", "second");
        assertThat(server.inbox("u0").flags())
                .containsExactly(Set.of("\\Seen"), Set.of("\\Flagged"));
        assertThat(server.folder("u0", "Archive").subjects()).containsExactly("second");
    }

    @Test
    void makesAFolderAndKeepsWhatItSent() throws Exception {
        server.deliver("u0", "first");

        press(
                mutt().with("-f", "imap://u0@" + server.at("imap") + "/INBOX"),
                "<save-message>=Kept/Gr\u00fc\u00dfe<enter>",
                "<sync-mailbox><exit>");

        assertThat(server.inbox("u0").subjects()).isEmpty();
        assertThat(server.folder("u0", "Kept/Gr\u00fc\u00dfe").subjects()).containsExactly("first");
    }

    @Test
    void deletesInTheSpoolFileWhileAnImapSessionHasItOpen() throws Exception {
        server.deliver("u0", "first", "second", "third");
        Path spool = server.folder().resolve("mail/u0");
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("localhost", server.port("imap"), "u0", "pass");
            var inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            Message[] before = inbox.getMessages();

            press(
                    mutt().with("-f", spool.toString()),
                    "<first-entry><delete-message><last-entry><flag-message>",
                    "<sync-mailbox><exit>");

            assertThat(Files.readString(spool)).contains("Subject: second").doesNotContain("first");
            awaitExpunge(inbox, before[0]);
            assertThat(inbox.getUID(before[1])).isEqualTo(2);
            assertThat(before[1].getSubject()).isEqualTo("second");
            assertThat(before[2].isSet(Flag.FLAGGED)).isTrue();

            before[1].setFlag(Flag.DELETED, true);
            inbox.expunge();
            server.deliver("u0", "fourth");
            awaitCount(inbox, 2);
            assertThat(inbox.getUID(inbox.getMessage(1))).isEqualTo(3);
            assertThat(inbox.getUID(inbox.getMessage(2))).isEqualTo(4);
        }
        assertThat(server.inbox("u0").subjects()).containsExactly("third", "fourth");
        assertThat(server.inbox("u0").messages()).allSatisfy(Letter::assertWhole);
        assertThat(server.inbox("u0").flags()).containsExactly(Set.of("\\Flagged"), Set.of());
    }

    // Jakarta Mail counts a message that others expunged until its own expunge.
    private static void awaitExpunge(Folder folder, Message message) {
        await().atMost(TestServer.PATIENCE)
                .until(() -> folder.getMessageCount() >= 0 && message.isExpunged());
    }

    // Each look at the count asks the server.
    private static void awaitCount(Folder folder, int count) {
        await().atMost(TestServer.PATIENCE).until(() -> folder.getMessageCount() == count);
    }

    @Test
    void readsTheSpoolFileThatTheServerWrote() throws Exception {
        server.deliver("u0", "first", "second");
        Path copy = server.folder().resolve("copy");

        press(
                mutt().with("-R", "-f", server.folder().resolve("mail/u0").toString()),
                "<tag-pattern>.<enter><tag-prefix><copy-message>" + copy + "<enter>",
                "<exit>");

        assertThat(Files.readAllLines(copy).stream().filter(line -> line.startsWith("Subject: ")))
                .containsExactly("Subject: first", "Subject: second");
        assertThat(Files.readString(copy)).contains("Gr\u00fc\u00dfe");
    }

    // mutt draws on a terminal: script(1) gives it one, and the keys come from its settings.
    private void press(Program mutt, String... keys) throws Exception {
        String command =
                "mutt "
                        + String.join(" ", mutt.options())
                        + " -e 'push "
                        + String.join("", keys)
                        + "'";
        server.program("script", "bsdutils").run("--quiet", "--return", "-c", command, "/dev/null");
    }

    private Program mutt() throws IOException {
        String settings =
                """
                set ssl_ca_certificates_file=%1$s certificate_file=%1$s ssl_force_tls=yes
                set imap_pass=pass smtp_url="smtp://u0@%2$s" smtp_pass=pass record=""
                set from=u0@example.org use_from=yes folder="imap://u0@%3$s/"
                set confirmappend=no confirmcreate=no delete=yes quit=yes move=no copy=no
                set wait_key=no resolve=no sort=mailbox-order sleep_time=0 mark_old=no pager_stop=yes
                set charset=utf-8 header_cache=""
                """
                        .formatted(
                                server.certificate(), server.at("submission"), server.at("imap"));
        return server.program("mutt", "mutt").with("-n", "-F", server.write("muttrc", settings));
    }
}
