// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Senders of mail that is forwarded.
public final class SrsParameters {
    static final Chapter CHAPTER = new Chapter("Forwarded mail (SRS)");

    public static final Parameter<String> SRS_DOMAIN =
            CHAPTER.add(
                    Parameter.of(
                                    "srs_domain",
                                    Type.text(),
                                    "",
                                    """
                                    The domain of the addresses that senders get whose mail is forwarded to \
                                    other servers, so that it passes SPF there \
                                    (`SRS0=…@srs_domain`). Mail for it has to come to this server, as for \
                                    `mydestination`. Senders of our own domains, and of mail that is not \
                                    forwarded, keep their addresses. Empty: all do.\
                                    """)
                            .own());

    public static final Parameter<Optional<Path>> SRS_SECRET_FILE =
            CHAPTER.add(
                    Parameter.of(
                                    "srs_secret_file",
                                    Type.optionalPath(),
                                    "",
                                    """
                                    The file with the secrets for `srs_domain`, one a line: the first makes \
                                    addresses, and with all of them addresses that come back are checked. \
                                    Of at least 16 characters; made with `openssl rand -hex 32`.\
                                    """)
                            .own());

    public static final Parameter<Duration> SRS_MAXIMAL_AGE =
            CHAPTER.add(
                    Parameter.of(
                                    "srs_maximal_age",
                                    Type.duration('d', Duration.ofDays(1)),
                                    "21d",
                                    """
                                    For how long a bounce finds its way back to the sender of forwarded \
                                    mail, at most 1000 days.\
                                    """)
                            .own());

    private SrsParameters() {}
}
