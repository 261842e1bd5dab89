// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;

/// Where things lie.
public final class PathParameters {
    static final Chapter CHAPTER = new Chapter("Directories and files");

    public static final Parameter<Path> CONFIG_DIRECTORY =
            CHAPTER.add(
                    Parameter.of(
                                    "config_directory",
                                    Type.path(),
                                    "",
                                    """
                                    The directory of the `main.cf` that was read. It cannot be set; it is \
                                    for use as `$config_directory`.\
                                    """)
                            .atStart());

    public static final Parameter<Path> DATA_DIRECTORY =
            CHAPTER.add(
                    Parameter.of(
                                    "data_directory",
                                    Type.path(),
                                    "/var/lib/mailroom",
                                    """
                                    What Mailroom keeps for itself: queue, indexes, folders.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    The default in Postfix is `/var/lib/postfix`. A directory below \
                                    `/var/*/postfix` is not used, and a warning says so.\
                                    """));

    public static final Parameter<String> MAIL_OWNER =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_owner",
                                    Type.word("the name of a user"),
                                    "mailroom",
                                    """
                                    The user that the server runs as, for commands that root runs: what \
                                    they make is given to it, and `mailroom check` looks with its rights. \
                                    Where `data_directory` exists its owner counts.\
                                    """)
                            .differs(
                                    """
                                    The default in Postfix is `postfix`, and that value is not used here. \
                                    The service unit says as which user the server runs.\
                                    """));

    public static final Parameter<Path> CONTROL_SOCKET =
            CHAPTER.add(
                    Parameter.of(
                                    "control_socket",
                                    Type.path(),
                                    "/run/mailroom/control",
                                    """
                                    The socket through which the commands talk to the running server. Root \
                                    and the user it runs as may use it.\
                                    """)
                            .own()
                            .atStart());

    private PathParameters() {}
}
