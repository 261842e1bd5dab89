// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.MilterParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RewriteParameters;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.intake.CleanupTables;
import org.mailroom.core.intake.ContentTables;
import org.mailroom.core.intake.Copies;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.rewrite.AddressRewriting.Canonical;
import org.mailroom.core.rewrite.Masquerade;
import org.mailroom.core.rewrite.StandardForm;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.MatchList.Reach;
import org.mailroom.core.table.Tables;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// From `main.cf` to what addresses become, who gets copies and what content is looked at.
///
/// @param lookup opens tables of addresses
record RewriteTables(
        MainCf main, Tables tables, Function<Parameter<List<String>>, AddressLookup> lookup) {
    private static final Set<AddressUse> SENDERS =
            EnumSet.of(AddressUse.ENVELOPE_SENDER, AddressUse.HEADER_SENDER);

    CleanupTables cleanup(AddressRewriting rewriting) {
        String domain = main.get(RewriteParameters.REMOTE_HEADER_REWRITE_DOMAIN);
        return new CleanupTables(
                rewriting,
                Optional.of(domain)
                        .filter(it -> !it.isEmpty())
                        .map(it -> rewriting.with(form(it, it))),
                copies(),
                content(),
                main.use(MilterParameters.MILTER_HEADER_CHECKS, tables::openAll),
                ownMail());
    }

    AddressRewriting rewriting() {
        return new AddressRewriting(
                form(main.get(NameParameters.MYORIGIN), main.get(NameParameters.MYDOMAIN)),
                List.of(
                        canonical(
                                RewriteParameters.SENDER_CANONICAL_MAPS,
                                RewriteParameters.SENDER_CANONICAL_CLASSES,
                                SENDERS),
                        canonical(
                                RewriteParameters.RECIPIENT_CANONICAL_MAPS,
                                RewriteParameters.RECIPIENT_CANONICAL_CLASSES,
                                EnumSet.complementOf(EnumSet.copyOf(SENDERS))),
                        canonical(
                                RewriteParameters.CANONICAL_MAPS,
                                RewriteParameters.CANONICAL_CLASSES,
                                EnumSet.allOf(AddressUse.class))),
                masquerade(),
                Set.copyOf(main.get(RewriteParameters.MASQUERADE_CLASSES)));
    }

    private StandardForm form(String origin, String domain) {
        return new StandardForm(
                main.get(RewriteParameters.APPEND_AT_MYORIGIN) ? origin : "",
                main.get(RewriteParameters.APPEND_DOT_MYDOMAIN) ? domain : "");
    }

    private Canonical canonical(
            Parameter<List<String>> maps,
            Parameter<List<AddressUse>> classes,
            Set<AddressUse> possible) {
        Set<AddressUse> uses = EnumSet.copyOf(possible);
        uses.retainAll(main.get(maps).isEmpty() ? List.of() : main.get(classes));
        return new Canonical(
                uses,
                new AddressMap(
                        lookup.apply(maps)::addressAnswer,
                        main.get(AddressParameters.PROPAGATE_UNMATCHED_EXTENSIONS)
                                .contains(ExtensionTables.CANONICAL),
                        main.get(NameParameters.MYORIGIN)));
    }

    private Masquerade masquerade() {
        MatchList exceptions =
                main.use(
                        RewriteParameters.MASQUERADE_EXCEPTIONS,
                        list -> MatchList.open(list, Reach.NAME, tables));
        return new Masquerade(main.get(RewriteParameters.MASQUERADE_DOMAINS), exceptions::contains);
    }

    private ContentTables content() {
        return new ContentTables(
                "",
                main.use(MessageParameters.HEADER_CHECKS, tables::openAll),
                main.use(MessageParameters.MIME_HEADER_CHECKS, tables::openAll),
                main.use(MessageParameters.NESTED_HEADER_CHECKS, tables::openAll),
                main.use(MessageParameters.BODY_CHECKS, tables::openAll),
                main.get(MessageParameters.BODY_CHECKS_SIZE_LIMIT),
                main.get(SmtpServerParameters.LINE_LENGTH_LIMIT));
    }

    private Set<Intake.Submission> ownMail() {
        return main.get(MilterParameters.INTERNAL_MAIL_FILTER_CLASSES).stream()
                .map(
                        kind ->
                                switch (kind) {
                                    case BOUNCE -> Intake.Submission.BOUNCE;
                                    case NOTIFY -> Intake.Submission.NOTICE;
                                })
                .collect(Collectors.toUnmodifiableSet());
    }

    private Copies copies() {
        String origin = main.get(NameParameters.MYORIGIN);
        return new Copies(
                always(origin),
                lookup.apply(RewriteParameters.SENDER_BCC_MAPS)::address,
                lookup.apply(RewriteParameters.RECIPIENT_BCC_MAPS)::address,
                origin);
    }

    private Optional<Address> always(String origin) {
        String text = main.get(RewriteParameters.ALWAYS_BCC);
        Optional<Address> address = AddressText.parse(text, origin);
        if (address.isEmpty() && !text.isEmpty()) {
            throw main.fault(RewriteParameters.ALWAYS_BCC, "expected one address");
        }
        return address;
    }
}
