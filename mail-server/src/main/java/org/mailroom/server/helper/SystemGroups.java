// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// The groups of a user as the system knows them, wherever it has that from.
public final class SystemGroups implements JobRules.Groups {
    private static final int GID = 2;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    @Override
    public List<Long> of(long uid) throws IOException {
        return id("-G", "+" + uid);
    }

    /// The number of a user.
    ///
    /// @throws IOException when there is none of that name
    public static long uidOf(String name) throws IOException {
        return id("-u", name).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("there is no user " + name));
    }

    /// The number of a group.
    ///
    /// @throws IOException when there is none of that name
    public static long gidOf(String name) throws IOException {
        String[] fields = output("/usr/bin/getent", "group", "--", name).strip().split(":", -1);
        if (fields.length <= GID || !NUMBER.matcher(fields[GID]).matches()) {
            throw new IOException("there is no group " + name);
        }
        return Long.parseLong(fields[GID]);
    }

    private static List<Long> id(String what, String user) throws IOException {
        return NUMBER.matcher(output("/usr/bin/id", what, "--", user))
                .results()
                .map(number -> Long.valueOf(number.group()))
                .toList();
    }

    private static String output(String... words) throws IOException {
        Process process =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
