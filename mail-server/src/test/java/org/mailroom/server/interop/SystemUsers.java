// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Users of this host and rules of PAM that are there for one test, and classes that all of them
/// can read. Only root can make them.
final class SystemUsers {
    private final Path folder;
    private final List<String> users = new ArrayList<>();
    private final List<Path> rules = new ArrayList<>();

    /// @param folder a place that everybody may go through
    SystemUsers(Path folder) {
        this.folder = folder;
    }

    private Program program(String name, String debianPackage) {
        return new Program(name, debianPackage, folder);
    }

    /// A user without a password.
    void add(String user, Path home) throws IOException, InterruptedException {
        program("useradd", "passwd").run("--no-create-home", "--home-dir", home.toString(), user);
        users.add(user);
    }

    void setPassword(String user, String password) throws IOException, InterruptedException {
        program("chpasswd", "passwd").runWith(user + ":" + password + "\n");
    }

    /// From now on he may not log in.
    void expire(String user) throws IOException, InterruptedException {
        program("usermod", "passwd").run("--expiredate", "1", user);
    }

    void own(Path file, String owner, String group) throws IOException, InterruptedException {
        program("chown", "coreutils").run("--recursive", owner + ":" + group, file.toString());
    }

    void rules(String service, String text) throws IOException {
        Path file = Path.of("/etc/pam.d", service);
        assertThat(file).doesNotExist();
        rules.add(Files.writeString(file, text));
    }

    /// The class path of this test, copied: what Maven has fetched lies in a home directory.
    String classPath() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("classes"));
        var paths = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = copy.resolve(paths.size() + "-" + from.getFileName());
                copy(from, to);
                paths.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, paths);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.toList()) {
                String name = from.relativize(file).toString();
                Files.copy(file, name.isEmpty() ? to : to.resolve(name));
            }
        }
    }

    /// Leaves nothing of them.
    void remove() throws IOException, InterruptedException {
        for (Path file : rules) {
            Files.deleteIfExists(file);
        }
        for (String user : users) {
            program("userdel", "passwd").run(user);
        }
    }
}
