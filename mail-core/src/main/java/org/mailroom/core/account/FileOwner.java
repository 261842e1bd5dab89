// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;

/// To whom a file belongs.
public record FileOwner(UserPrincipal user, GroupPrincipal group) {

    public static FileOwner of(Path file) throws IOException {
        var seen = Files.readAttributes(file, PosixFileAttributes.class);
        return new FileOwner(seen.owner(), seen.group());
    }

    /// The user and group of those names on this system.
    ///
    /// @throws IOException when there are none
    public static FileOwner named(String user, String group) throws IOException {
        var principals = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        return new FileOwner(
                principals.lookupPrincipalByName(user),
                principals.lookupPrincipalByGroupName(group));
    }

    /// Makes a file theirs; needs no right where it is already.
    void give(Path file) throws IOException {
        if (!of(file).equals(this)) {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            view.setGroup(group);
            view.setOwner(user);
        }
    }
}
