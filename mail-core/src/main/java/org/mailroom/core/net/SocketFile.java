// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The file of a Unix socket, which outlives a server that was killed.
public record SocketFile(Path path) {
    // inode(7): the type in the mode of a file
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /// Makes its directory, and removes what a dead server has left.
    ///
    /// @throws IOException also when a live server answers there
    void makeWay() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new BindException(path + " is in use");
        } catch (ConnectException nobody) {
            remove();
        }
    }

    /// Removes a socket that nobody has any more.
    ///
    /// @throws FileSystemException where it is something else, which may be somebody's mail
    public void remove() throws IOException {
        var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE) != SOCKET) {
            throw new FileSystemException(
                    path.toString(), null, "there is a file that is no socket: name another place");
        }
        Files.delete(path);
    }

    /// Lets every user of this host connect who can enter its directory.
    void openToAll() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
}
