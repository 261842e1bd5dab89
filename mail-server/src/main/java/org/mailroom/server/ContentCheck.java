// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.MilterParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.intake.ContentTables;
import org.mailroom.core.table.TableEntry;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks for results in content tables that mean nothing.
record ContentCheck(MainCf main, WrittenValues values, Consumer<String> faults) {

    void run() {
        check(MessageParameters.HEADER_CHECKS);
        check(MessageParameters.BODY_CHECKS);
        check(MilterParameters.MILTER_HEADER_CHECKS);
        List<String> header = main.get(MessageParameters.HEADER_CHECKS);
        Stream.of(MessageParameters.MIME_HEADER_CHECKS, MessageParameters.NESTED_HEADER_CHECKS)
                .filter(parameter -> !main.get(parameter).equals(header))
                .forEach(this::check);
        Stream.of(ClientParameters.SMTP.checks(), ClientParameters.LMTP.checks())
                .flatMap(it -> Stream.of(it.header(), it.mime(), it.nested(), it.body()))
                .forEach(this::check);
    }

    private void check(Parameter<List<String>> parameter) {
        values.eachOfAll(parameter, entry -> check(parameter, entry));
    }

    private void check(Parameter<List<String>> parameter, TableEntry entry) {
        ContentTables.fault(parameter.name(), entry.value(), main.get(NameParameters.MYORIGIN))
                .ifPresent(fault -> faults.accept(entry.place() + ": " + fault));
    }
}
