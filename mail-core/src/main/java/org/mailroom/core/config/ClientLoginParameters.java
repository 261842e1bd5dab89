// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;
import java.util.Set;

/// How a client of this server, `smtp` or `lmtp`, logs in at others.
public record ClientLoginParameters(
        Parameter<Boolean> enable,
        Parameter<List<String>> passwordMaps,
        Parameter<String> passwordDelimiter,
        Parameter<Boolean> senderDependent,
        Parameter<List<String>> mechanismFilter,
        Parameter<Set<SaslOption>> options,
        Parameter<Set<SaslOption>> tlsOptions,
        Parameter<Set<SaslOption>> verifiedOptions,
        Parameter<Boolean> softBounce,
        Parameter<Boolean> dummyAuth) {
    static final Chapter CHAPTER = new Chapter("Logins at other servers");

    public static final ClientLoginParameters SMTP = declare("smtp");
    public static final ClientLoginParameters LMTP = declare("lmtp");

    private static ClientLoginParameters declare(String client) {
        String sasl = client + "_sasl_";
        return new ClientLoginParameters(
                CHAPTER.add(
                        sasl + "auth_enable",
                        Type.yesNo(),
                        "no",
                        """
                        Whether the client logs in at servers that it has a password for.\
                        """),
                CHAPTER.add(
                        sasl + "password_maps",
                        Type.tables(),
                        "",
                        """
                        Tables with a `user:password` for a server. They are asked for the name of \
                        the host and then for the next hop as `relayhost` or a transport map writes \
                        it, such as `[smtp.example.net]:587`.\
                        """),
                CHAPTER.add(
                        sasl + "password_result_delimiter",
                        Type.word("text between user and password"),
                        ":",
                        """
                        What stands between user and password in a table of passwords.\
                        """),
                CHAPTER.add(
                        client + "_sender_dependent_authentication",
                        Type.yesNo(),
                        "no",
                        """
                        Whether the tables of passwords are asked for the sender first.\
                        """),
                CHAPTER.add(
                        Parameter.of(
                                        sasl + "mechanism_filter",
                                        Type.matchList(),
                                        "",
                                        """
                                        Which of the mechanisms that a server offers may be used, \
                                        such as `plain, login` or `!login, static:rest`. Empty: all.\
                                        """)
                                .differs(
                                        """
                                        There are SCRAM-SHA-256, SCRAM-SHA-1, PLAIN and LOGIN; the \
                                        first of them that the server has is used.\
                                        """)),
                CHAPTER.add(
                        sasl + "security_options",
                        Type.options(SaslOption.class),
                        "noplaintext, noanonymous",
                        """
                        What a mechanism must be where a connection is not encrypted. \
                        `noplaintext` forbids PLAIN and LOGIN.\
                        """),
                CHAPTER.add(
                        sasl + "tls_security_options",
                        Type.options(SaslOption.class),
                        "$" + sasl + "security_options",
                        """
                        What a mechanism must be under TLS. Most providers need `noanonymous` here.\
                        """),
                CHAPTER.add(
                        sasl + "tls_verified_security_options",
                        Type.options(SaslOption.class),
                        "$" + sasl + "tls_security_options",
                        """
                        What a mechanism must be under TLS with a server whose certificate was \
                        verified.\
                        """),
                CHAPTER.add(
                        sasl + "auth_soft_bounce",
                        Type.yesNo(),
                        "yes",
                        """
                        Whether mail waits where a login is refused for good; else it is returned.\
                        """),
                CHAPTER.add(
                        client + "_send_dummy_mail_auth",
                        Type.yesNo(),
                        "no",
                        """
                        Whether MAIL says `AUTH=<>` after a login.\
                        """));
    }
}
