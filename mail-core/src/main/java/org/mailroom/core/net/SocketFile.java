// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The file of a Unix socket, which outlives a server that was killed.
record SocketFile(Path path) {

    /// Makes its directory, and removes what a dead server has left.
    ///
    /// @throws IOException also when a live server answers there
    void makeWay() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new BindException(path + " is in use");
        } catch (ConnectException nobody) {
            Files.deleteIfExists(path);
        }
    }

    /// Lets every user of this host connect who can enter its directory.
    void openToAll() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
}
