// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.ModifiedUtf7;

/// Names of folders in archives.
final class Folders {
    private static final String MBOX = ".mbox";

    private Folders() {}

    /// The name of which an encoded one tells; one that is not encoded stands for itself.
    static String decoded(String file) {
        return ModifiedUtf7.decode(file).orElse(file);
    }

    static String below(String parent, String name) {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    static String withoutEnding(String file) {
        return file.endsWith(MBOX) ? file.substring(0, file.length() - MBOX.length()) : file;
    }

    static String withEnding(String name) {
        return name + MBOX;
    }
}
