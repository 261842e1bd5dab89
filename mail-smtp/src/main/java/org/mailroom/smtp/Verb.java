// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import java.util.Locale;
import java.util.Set;

/// What a client can say, in the order in which the log counts it.
public enum Verb {
    HELO(Trait.IDLE, Trait.LAST_IN_GROUP, Trait.BEFORE_TLS),
    EHLO(Trait.IDLE, Trait.LAST_IN_GROUP, Trait.BEFORE_TLS),
    LHLO(Trait.IDLE, Trait.LAST_IN_GROUP, Trait.BEFORE_TLS),
    STARTTLS(Trait.LAST_IN_GROUP, Trait.BEFORE_TLS),
    AUTH,
    MAIL,
    RCPT,
    DATA(Trait.LAST_IN_GROUP),
    BDAT,
    RSET(Trait.IDLE),
    NOOP(Trait.IDLE, Trait.LAST_IN_GROUP, Trait.BEFORE_TLS),
    VRFY(Trait.IDLE, Trait.LAST_IN_GROUP),
    HELP(Trait.IDLE),
    ETRN(Trait.IDLE),
    QUIT(Trait.BEFORE_TLS),
    XCLIENT,
    XFORWARD,
    UNKNOWN;

    private enum Trait {
        IDLE,
        LAST_IN_GROUP,
        BEFORE_TLS
    }

    // Set.of is immutable
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Trait> traits;

    private final String logName = name().toLowerCase(Locale.ROOT);

    Verb(Trait... traits) {
        this.traits = Set.of(traits);
    }

    /// Moves no mail: too many of them count as errors (`smtpd_junk_command_limit`).
    public boolean isIdle() {
        return traits.contains(Trait.IDLE);
    }

    /// Nothing may be sent behind it before its reply has come (RFC 2920 §3.1).
    public boolean isLastInGroup() {
        return traits.contains(Trait.LAST_IN_GROUP);
    }

    /// Gets its own answer in clear where encryption is demanded (RFC 3207 §4).
    public boolean isAllowedBeforeTls() {
        return traits.contains(Trait.BEFORE_TLS);
    }

    /// Its name in the line that ends a session in the log.
    public String logName() {
        return logName;
    }

    public static Verb of(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Helo _ -> HELO;
            case SmtpCommand.Ehlo _ -> EHLO;
            case SmtpCommand.Lhlo _ -> LHLO;
            case SmtpCommand.StartTls _ -> STARTTLS;
            case SmtpCommand.Auth _ -> AUTH;
            case SmtpCommand.Mail _ -> MAIL;
            case SmtpCommand.Rcpt _ -> RCPT;
            case SmtpCommand.Data _ -> DATA;
            case SmtpCommand.Bdat _ -> BDAT;
            case SmtpCommand.Rset _ -> RSET;
            case SmtpCommand.Noop _ -> NOOP;
            case SmtpCommand.Vrfy _ -> VRFY;
            case SmtpCommand.Help _ -> HELP;
            case SmtpCommand.Etrn _ -> ETRN;
            case SmtpCommand.Quit _ -> QUIT;
            case SmtpCommand.Xclient _ -> XCLIENT;
            case SmtpCommand.Xforward _ -> XFORWARD;
            case SmtpCommand.Malformed(var verb, var _) -> verb;
            case SmtpCommand.NotOffered _, SmtpCommand.Unknown _ -> UNKNOWN;
        };
    }
}
