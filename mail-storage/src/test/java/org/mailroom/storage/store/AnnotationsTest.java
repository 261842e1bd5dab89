// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Annotations of folders (RFC 5464).
class AnnotationsTest {
    private static final MailboxName OLD = new MailboxName("old");
    private static final MailboxName NEW = new MailboxName("new");

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;
    private AccountStore demo;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        demo = lab.store().account(StoreLab.DEMO);
    }

    @Test
    void keepsAnnotationsWithTheirFolder() throws IOException {
        demo.create(OLD);
        demo.setMetadata(OLD, "/private/Comment", Optional.of(new byte[] {0, 1, 10}));
        demo.setMetadata(OLD, "/shared/color", Optional.of(new byte[] {'r'}));
        demo.setMetadata(OLD, "/shared/color", Optional.empty());
        demo.setMetadata(MailboxName.INBOX, "/private/comment", Optional.of(new byte[0]));
        demo.rename(OLD, NEW);
        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);

        assertThat(demo.metadata(NEW))
                .containsExactly(Map.entry("/private/comment", new byte[] {0, 1, 10}));
        assertThat(demo.metadata(MailboxName.INBOX)).containsOnlyKeys("/private/comment");
        demo.delete(NEW);
        demo.create(NEW);
        assertThat(demo.metadata(NEW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comment",
                "/private",
                "/private/",
                "/private//a",
                "/other/a",
                "/private/a b",
                "/private/*"
            })
    void refusesAnnotationsOfOtherNames(String entry) {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.setMetadata(MailboxName.INBOX, entry, Optional.empty()))
                .matches(refusal -> refusal.reason() == Reason.CANNOT);
    }

    @Test
    void refusesAnnotationsThatAreTooManyOrTooLarge() {
        for (int i = 0; i < 100; i++) {
            demo.setMetadata(MailboxName.INBOX, "/private/" + i, Optional.of(new byte[0]));
        }

        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX, "/private/x", Optional.of(new byte[0])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX,
                                        "/private/1",
                                        Optional.of(new byte[70_000])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
    }

    @Test
    void countsAllAnnotationsOfAFolderTogether() {
        demo.setMetadata(MailboxName.INBOX, "/private/1", Optional.of(new byte[40_000]));

        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX,
                                        "/private/2",
                                        Optional.of(new byte[40_000])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
    }

    @Test
    void takesNoLineForAnAnnotationThatIsNone() throws IOException {
        demo.create(OLD);
        Files.writeString(folder.resolve("folders/demo/old/.metadata"), "YQ==\n");

        assertThatExceptionOfType(MailboxException.class).isThrownBy(() -> demo.metadata(OLD));
    }
}
