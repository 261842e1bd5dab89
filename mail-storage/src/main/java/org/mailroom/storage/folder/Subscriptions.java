// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The names an account is subscribed to, one a line, in a file that no folder can be. It is
/// written last for a new account, so that it tells whether all else is there.
public final class Subscriptions {
    private final FolderFiles files;
    private final Path file;

    public Subscriptions(FolderFiles files, Path folder) {
        this.files = files;
        this.file = folder.resolve(".subscriptions");
    }

    public boolean exist() {
        return Files.exists(file);
    }

    public List<MailboxName> read() throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isEmpty())
                .map(MailboxName::new)
                .toList();
    }

    public void add(MailboxName name) throws IOException {
        Set<String> names = names();
        if (names.add(name.path())) {
            write(names);
        }
    }

    public void remove(MailboxName name) throws IOException {
        Set<String> names = names();
        if (names.remove(name.path())) {
            write(names);
        }
    }

    private Set<String> names() throws IOException {
        var names = new TreeSet<String>();
        read().forEach(name -> names.add(name.path()));
        return names;
    }

    public void write(Collection<String> names) throws IOException {
        files.write(file, new TreeSet<>(names));
    }
}
