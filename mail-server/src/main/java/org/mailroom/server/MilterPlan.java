// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MilterParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.ReceiveOverride;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.core.table.TablesInTurn;
import org.mailroom.smtp.milter.Event;
import org.mailroom.smtp.milter.MilterDefaults;
import org.mailroom.smtp.milter.MilterSettings;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// From `main.cf` to the milters of each SMTP service, and of mail that does not come by SMTP.
record MilterPlan(Map<ServiceName, MilterSettings> services, MilterSettings local) {
    private static final Map<Event, Parameter<List<String>>> MACROS =
            Map.of(
                    Event.CONNECT, MilterParameters.MILTER_CONNECT_MACROS,
                    Event.HELO, MilterParameters.MILTER_HELO_MACROS,
                    Event.MAIL, MilterParameters.MILTER_MAIL_MACROS,
                    Event.RCPT, MilterParameters.MILTER_RCPT_MACROS,
                    Event.DATA, MilterParameters.MILTER_DATA_MACROS,
                    Event.END_OF_HEADER, MilterParameters.MILTER_END_OF_HEADER_MACROS,
                    Event.END_OF_BODY, MilterParameters.MILTER_END_OF_DATA_MACROS,
                    Event.UNKNOWN, MilterParameters.MILTER_UNKNOWN_COMMAND_MACROS);

    /// @throws ConfigException where a milter is none
    static MilterPlan of(MainCf main, Tables tables) {
        Map<ServiceName, MilterSettings> services =
                SmtpForm.all(main).stream()
                        .map(SmtpForm::service)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        UnaryOperator.identity(),
                                        name -> settings(main, tables, name)));
        MilterSettings local =
                main.use(
                        MilterParameters.NON_SMTPD_MILTERS,
                        list ->
                                new MilterSettings(
                                        list,
                                        Optional.empty(),
                                        defaults(main, Optional.empty()),
                                        macros(main, Optional.empty())));
        return new MilterPlan(services, local);
    }

    /// Looks for values of tables that are no milters.
    static void check(MainCf main, WrittenValues values, Consumer<String> faults) {
        MilterDefaults defaults = defaults(main, Optional.empty());
        values.eachOfAll(
                MilterParameters.SMTPD_MILTER_MAPS,
                entry ->
                        MilterSettings.fault(entry.value(), defaults)
                                .ifPresent(fault -> faults.accept(entry.place() + ": " + fault)));
    }

    private static MilterSettings settings(MainCf main, Tables tables, ServiceName service) {
        boolean none = WaysIn.of(main, service).is(ReceiveOverride.NO_MILTERS);
        List<LookupTable> maps =
                none
                        ? List.of()
                        : main.use(MilterParameters.SMTPD_MILTER_MAPS, service, tables::openAll);
        Optional<LookupTable> map =
                maps.isEmpty() ? Optional.empty() : Optional.of(new TablesInTurn(maps));
        return main.use(
                MilterParameters.SMTPD_MILTERS,
                service,
                list ->
                        new MilterSettings(
                                none ? List.of() : list,
                                map,
                                defaults(main, Optional.of(service)),
                                macros(main, Optional.of(service))));
    }

    /// Those of a service; those of the SMTP server where it is no longer declared.
    MilterSettings of(ServiceName service) {
        return Objects.requireNonNull(
                services.getOrDefault(service, services.get(ServiceName.server("smtp"))));
    }

    static MilterDefaults defaults(MainCf main, Optional<ServiceName> service) {
        return new MilterDefaults(
                get(main, MilterParameters.MILTER_CONNECT_TIMEOUT, service),
                get(main, MilterParameters.MILTER_COMMAND_TIMEOUT, service),
                get(main, MilterParameters.MILTER_CONTENT_TIMEOUT, service),
                get(main, MilterParameters.MILTER_DEFAULT_ACTION, service),
                get(main, MilterParameters.MILTER_PROTOCOL, service),
                main.get(QueueParameters.QUEUE_DIRECTORY));
    }

    private static MilterSettings.Macros macros(MainCf main, Optional<ServiceName> service) {
        Map<Event, List<String>> names = new EnumMap<>(Event.class);
        MACROS.forEach((event, parameter) -> names.put(event, get(main, parameter, service)));
        return new MilterSettings.Macros(
                names,
                Map.of(
                        "j", get(main, NameParameters.MYHOSTNAME, service),
                        "v", get(main, MilterParameters.MILTER_MACRO_V, service),
                        "{daemon_name}",
                                get(main, MilterParameters.MILTER_MACRO_DAEMON_NAME, service)),
                pairs(get(main, MilterParameters.MILTER_MACRO_DEFAULTS, service)),
                main.get(NameParameters.MYORIGIN));
    }

    private static Map<String, String> pairs(List<String> list) {
        var pairs = new HashMap<String, String>();
        for (String element : list) {
            String[] pair = ListText.unbraced(element).split("=", 2);
            String name = pair[0].strip();
            String key = name.length() > 1 && !name.startsWith("{") ? "{" + name + "}" : name;
            pairs.put(key, pair.length > 1 ? pair[1].strip() : "");
        }
        return pairs;
    }

    private static <T> T get(MainCf main, Parameter<T> parameter, Optional<ServiceName> service) {
        return service.isPresent() ? main.get(parameter, service.get()) : main.get(parameter);
    }
}
