// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AllowanceParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;
import org.mailroom.core.table.TablesInTurn;
import org.mailroom.smtp.allowance.Allowance;
import org.mailroom.smtp.allowance.Allowance.Kind;
import org.mailroom.smtp.allowance.AllowanceRules;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// From `main.cf` to how much accounts may send.
final class Allowing {
    private static final Map<Kind, Parameter<Integer>> LIMITS =
            Map.of(
                    Kind.MESSAGES,
                    AllowanceParameters.SUBMISSION_MESSAGE_DAILY_LIMIT,
                    Kind.RECIPIENTS,
                    AllowanceParameters.SUBMISSION_RECIPIENT_DAILY_LIMIT,
                    Kind.NEW_RECIPIENTS,
                    AllowanceParameters.SUBMISSION_NEW_RECIPIENT_DAILY_LIMIT);

    private Allowing() {}

    static AllowanceRules rules(MainCf main, Tables tables) {
        return new AllowanceRules(
                usual(main),
                main.use(
                        AllowanceParameters.SUBMISSION_ALLOWANCE_MAPS,
                        specs -> new TablesInTurn(tables.openAll(specs))));
    }

    private static Allowance usual(MainCf main) {
        var limits = new EnumMap<Kind, Integer>(Kind.class);
        LIMITS.forEach((kind, parameter) -> limits.put(kind, main.get(parameter)));
        return new Allowance(limits);
    }

    /// Whether the address is in a domain of this site. Where that cannot be told it counts as
    /// elsewhere, which costs nothing but a number.
    static boolean isHere(Router router, Address address) {
        try {
            return router.classify(address) != AddressClass.DEFAULT;
        } catch (TableFailedException _) {
            return false;
        }
    }

    /// Looks for values of tables that mean nothing.
    static void check(MainCf main, WrittenValues values, Consumer<String> faults) {
        values.each(
                AllowanceParameters.SUBMISSION_ALLOWANCE_MAPS,
                entry -> {
                    try {
                        var _ = usual(main).with(entry.value());
                    } catch (IllegalArgumentException e) {
                        faults.accept(entry.place() + ": " + e.getMessage());
                    }
                });
    }
}
