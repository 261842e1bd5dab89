// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All parameters that have an effect, chapter by chapter. The reference page, `mailroom config`
/// and the checks come from this list.
public final class Parameters {
    static final List<Chapter> CHAPTERS =
            List.of(
                    NameParameters.CHAPTER,
                    ListenParameters.CHAPTER,
                    PathParameters.CHAPTER,
                    LogParameters.CHAPTER,
                    LocalParameters.CHAPTER,
                    AccountParameters.CHAPTER,
                    AddressParameters.CHAPTER,
                    RewriteParameters.CHAPTER,
                    SrsParameters.CHAPTER,
                    RouteParameters.CHAPTER,
                    ProgramParameters.CHAPTER,
                    MailboxParameters.CHAPTER,
                    MessageParameters.CHAPTER,
                    MilterParameters.CHAPTER,
                    FilterParameters.CHAPTER,
                    RestrictionParameters.CHAPTER,
                    ReplyCodeParameters.CHAPTER,
                    PolicyServiceParameters.CHAPTER,
                    VerifyParameters.CHAPTER,
                    SmtpServerParameters.CHAPTER,
                    ClientRateParameters.CHAPTER,
                    AllowanceParameters.CHAPTER,
                    PostscreenParameters.CHAPTER,
                    GreylistParameters.CHAPTER,
                    ClientParameters.CHAPTER,
                    DnsParameters.CHAPTER,
                    ClientTlsParameters.CHAPTER,
                    ClientLoginParameters.CHAPTER,
                    TlsParameters.CHAPTER,
                    QueueParameters.CHAPTER,
                    TransportParameters.CHAPTER,
                    BounceParameters.CHAPTER,
                    ImapParameters.CHAPTER,
                    Pop3Parameters.CHAPTER);

    private static final Map<String, Parameter<?>> BY_NAME = byName();

    private static final List<Parameter<?>> IN_ORDER =
            BY_NAME.keySet().stream().sorted().<Parameter<?>>map(BY_NAME::get).toList();

    private Parameters() {}

    /// In order of name.
    public static List<Parameter<?>> all() {
        return IN_ORDER;
    }

    /// The parameter of that name, or the one that the name means for one transport.
    public static Optional<Parameter<?>> named(String name) {
        Parameter<?> declared = BY_NAME.get(name);
        return declared == null ? TransportParameters.meantBy(name) : Optional.of(declared);
    }

    private static Map<String, Parameter<?>> byName() {
        var parameters = new LinkedHashMap<String, Parameter<?>>();
        for (Chapter chapter : CHAPTERS) {
            for (Parameter<?> parameter : chapter.parameters()) {
                if (parameters.put(parameter.name(), parameter) != null) {
                    throw new IllegalStateException(parameter.name() + " is declared twice");
                }
            }
        }
        return parameters;
    }
}
