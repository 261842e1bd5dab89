// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The groups of a user as the system knows them, wherever it has that from.
public final class SystemGroups implements JobRules.Groups {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    @Override
    public Set<Long> of(long uid) throws IOException {
        return numbers("-G", "+" + uid);
    }

    /// The number of a user.
    ///
    /// @throws IOException when there is none of that name
    public static long uidOf(String name) throws IOException {
        return numbers("-u", name).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("there is no user " + name));
    }

    private static Set<Long> numbers(String what, String user) throws IOException {
        Process id =
                new ProcessBuilder("/usr/bin/id", what, "--", user)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String numbers = new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return NUMBER.matcher(numbers)
                .results()
                .map(number -> Long.valueOf(number.group()))
                .collect(Collectors.toSet());
    }
}
