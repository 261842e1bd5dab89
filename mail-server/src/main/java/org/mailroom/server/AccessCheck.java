// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PostscreenParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.TableEntry;
import org.mailroom.smtp.access.Restriction.CheckTable;
import org.mailroom.smtp.access.RestrictionList;
import org.mailroom.smtp.access.RestrictionParser;
import org.mailroom.smtp.access.Stage;
import org.mailroom.smtp.screen.AccessList;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Looks for results in access tables that mean nothing, wherever a restriction names one. Used
/// once.
final class AccessCheck {
    private static final int MOST = 20;

    private final Settings settings;
    private final WrittenValues values;
    private final Consumer<String> faults;
    private final Set<String> seen = new HashSet<>();

    AccessCheck(Settings settings, WrittenValues values, Consumer<String> faults) {
        this.settings = settings;
        this.values = values;
        this.faults = faults;
    }

    void run() {
        SmtpForm.all(settings.main()).forEach(form -> service(form.service()));
    }

    private void service(ServiceName service) {
        MainCf main = settings.main();
        RestrictionParser parser = AccessPolicies.parser(settings, service);
        for (Stage stage : Stage.values()) {
            Parameter<List<String>> parameter =
                    Objects.requireNonNull(AccessPolicies.LISTS.get(stage));
            String text = AccessPolicies.text(main.get(parameter, service));
            tables(parser.parse(stage, text), main.place(parameter, service), parser);
        }
        String place = main.place(PostscreenParameters.POSTSCREEN_ACCESS_LIST, service);
        main.get(PostscreenParameters.POSTSCREEN_ACCESS_LIST, service).stream()
                .filter(element -> element.indexOf(':') > 0)
                .forEach(table -> screen(table, place));
    }

    private void tables(RestrictionList list, String place, RestrictionParser parser) {
        list.tables()
                .filter(check -> seen.add(check.table().spec()))
                .forEach(check -> table(check, place, parser));
    }

    private void table(CheckTable check, String place, RestrictionParser parser) {
        List<String> found = new ArrayList<>();
        values.entries(check.table().spec(), place)
                .takeWhile(_ -> found.size() < MOST)
                .forEach(entry -> entry(entry, check, parser, found));
        found.forEach(faults);
    }

    // What it says may name further tables; behind a word that is none the next ones are no news
    private void entry(
            TableEntry entry, CheckTable check, RestrictionParser parser, List<String> found) {
        List<String> here = new ArrayList<>();
        RestrictionList list = parser.parse(check.subject(), entry.value(), here::add);
        here.stream().limit(1).map(fault -> entry.place() + ": " + fault).forEach(found::add);
        tables(list, entry.place(), parser);
    }

    private void screen(String spec, String place) {
        values.entries(spec, place)
                .flatMap(
                        entry ->
                                AccessList.fault(entry.value()).stream()
                                        .map(fault -> entry.place() + ": " + fault))
                .limit(MOST)
                .forEach(faults);
    }
}
