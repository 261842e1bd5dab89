// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.util.List;

/// What users of this host may do by `sendmail`, `mailq` and `postqueue`.
public final class LocalParameters {
    static final Chapter CHAPTER = new Chapter("Users of this host");

    public static final Parameter<Path> SENDMAIL_SOCKET =
            CHAPTER.add(
                    Parameter.of(
                                    "sendmail_socket",
                                    Type.path(),
                                    "/run/mailroom/sendmail",
                                    """
                                    The socket by which `sendmail` hands over mail. Every user of this \
                                    host may connect to it; the system tells the server who it is.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<String>> AUTHORIZED_SUBMIT_USERS =
            users(
                    "authorized_submit_users",
                    """
                    The users who may send mail by `sendmail`: names, `!name`, tables. Others exit \
                    with 77. Root and the user of the server always may.\
                    """);

    public static final Parameter<List<String>> AUTHORIZED_MAILQ_USERS =
            users(
                    "authorized_mailq_users",
                    """
                    The users who may list the queue by `mailq` and `postqueue`. Root and the user \
                    of the server always may.\
                    """);

    public static final Parameter<List<String>> AUTHORIZED_FLUSH_USERS =
            users(
                    "authorized_flush_users",
                    """
                    The users who may have deferred mail tried now, by `postqueue -f`, `-i`, `-s` and \
                    `sendmail -q`. Root and the user of the server always may.\
                    """);

    private LocalParameters() {}

    private static Parameter<List<String>> users(String name, String documentation) {
        return CHAPTER.add(name, Type.matchList(), "static:anyone", documentation);
    }
}
