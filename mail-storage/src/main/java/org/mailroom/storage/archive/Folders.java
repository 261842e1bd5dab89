// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.ModifiedUtf7;

import java.util.ArrayList;
import java.util.List;

/// Names of folders in archives: modified UTF-7, as other servers write it. A dot that would hide a
/// file, lead out of a directory or make a directory look like an mbox file is written in a form
/// that no encoder makes, so that each name comes back.
final class Folders {
    private static final String MBOX = ".mbox";
    private static final String DOT = "&AC4-";

    private Folders() {}

    /// The name of which an encoded one tells; one that is not encoded stands for itself.
    static String decoded(String file) {
        return ModifiedUtf7.decode(file.replace(DOT, ".")).orElse(file);
    }

    static String below(String parent, String name) {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    static String withoutEnding(String file) {
        return file.endsWith(MBOX) ? file.substring(0, file.length() - MBOX.length()) : file;
    }

    /// The mbox file of a folder: the names of the directories it lies in, and its own.
    static List<String> mboxPath(String folder) {
        List<String> path = new ArrayList<>();
        for (String level : folder.split("/", -1)) {
            path.add(encoded(level));
        }
        path.add(path.removeLast() + MBOX);
        return path;
    }

    private static String encoded(String level) {
        String name = ModifiedUtf7.encode(level);
        if (name.endsWith(MBOX)) {
            name = withoutEnding(name) + DOT + MBOX.substring(1);
        }
        return name.startsWith(".") ? DOT + name.substring(1) : name;
    }
}
