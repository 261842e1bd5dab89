// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One SMTP service: what it is for, and where it listens.
record SmtpForm(ServiceName service, Purpose purpose, Wrapper wrapper, Listening listening) {
    private static final String DAEMON = "smtpd";

    /// The services that there always are, and those that `main.cf` declares with
    /// `PORT/inet/command`.
    ///
    /// @throws ConfigException when one of the latter cannot be used
    static List<SmtpForm> all(MainCf main) {
        return Stream.concat(builtIn(main), further(main)).toList();
    }

    /// Those that `main.cf` declares.
    static Stream<SmtpForm> further(MainCf main) {
        return main.servicesWith(ProgramParameters.COMMAND).stream()
                .filter(service -> service.type().equals("inet"))
                .sorted(Comparator.comparing(ServiceName::name))
                .map(
                        service ->
                                main.use(
                                        ProgramParameters.COMMAND,
                                        service,
                                        text -> further(main, service, text)));
    }

    String name() {
        return service.name();
    }

    /// The process in the log.
    String process() {
        return process(service);
    }

    static String process(ServiceName service) {
        return service.name().equals("smtp") ? DAEMON : service.name() + "/" + DAEMON;
    }

    /// Whether anybody comes there, so that clients are tested before.
    boolean isPublic() {
        return service.name().equals("smtp");
    }

    private static Stream<SmtpForm> builtIn(MainCf main) {
        return Stream.of(
                form("smtp", Purpose.RELAY, ListenParameters.SMTP_LISTEN, main),
                form("submission", Purpose.SUBMISSION, ListenParameters.SUBMISSION_LISTEN, main),
                form("submissions", Purpose.SUBMISSION, ListenParameters.SUBMISSIONS_LISTEN, main),
                form("lmtp", Purpose.LMTP, ListenParameters.LMTP_LISTEN, main));
    }

    private static SmtpForm form(
            String name, Purpose purpose, Parameter<List<ListenAddress>> listen, MainCf main) {
        ServiceName service = ServiceName.server(name);
        return new SmtpForm(service, purpose, wrapper(main, service), Listening.of(main, listen));
    }

    private static Wrapper wrapper(MainCf main, ServiceName service) {
        return main.get(TlsParameters.SMTPD_TLS_WRAPPERMODE, service) ? Wrapper.TLS : Wrapper.NONE;
    }

    private static SmtpForm further(MainCf main, ServiceName service, String text) {
        if (service.isBuiltIn()) {
            throw new ConfigException(
                    "%s is a service of the server itself: %s_listen says where it is"
                            .formatted(service, service.name()));
        }
        List<String> words = ListText.split(text);
        if (words.isEmpty() || !words.getFirst().equals(DAEMON)) {
            throw new ConfigException(
                    "expected smtpd; what sends mail to others is NAME/unix/command");
        }
        if (words.size() > 1) {
            throw new ConfigException(
                    "nothing may follow smtpd: what master.cf has as -o name=value is %s/name = value"
                            .formatted(service));
        }
        ListenAddress address =
                address(service.name())
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                "expected a port before /inet, or host:port, such"
                                                        + " as 127.0.0.1:10026/inet/command"));
        return new SmtpForm(
                service,
                Purpose.RELAY,
                wrapper(main, service),
                new Listening(
                        service.toString(),
                        List.of(address),
                        main.place(ProgramParameters.COMMAND, service)));
    }

    private static Optional<ListenAddress> address(String name) {
        return ListenAddress.parse(name)
                .filter(address -> !(address instanceof ListenAddress.UnixSocket));
    }
}
