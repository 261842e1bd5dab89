// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Greeting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may send what to whom: the restriction lists of all stages, asked in Postfix's order. Safe
/// for use by several threads.
public final class AccessPolicy {
    private static final List<Stage> BEFORE_RECIPIENT =
            List.of(Stage.CLIENT, Stage.HELO, Stage.SENDER);
    private static final List<Stage> BEFORE_MAIL = List.of(Stage.CLIENT, Stage.HELO);
    private static final List<Stage> FOR_RECIPIENT = List.of(Stage.RELAY, Stage.RECIPIENT);

    private final Map<Stage, RestrictionList> lists;
    private final Set<AlwaysChecked> alwaysChecked;
    private final Told told;
    private final AccessContext context;

    /// When a client hears that its connection, its greeting or its sender is refused
    /// (`smtpd_delay_reject`).
    public enum Told {
        AT_ONCE,
        AT_RECIPIENT
    }

    /// What is asked after all lists, whatever they say.
    public enum AlwaysChecked {
        SMTPD_REJECT_UNLISTED_RECIPIENT,
        SMTPD_REJECT_UNLISTED_SENDER
    }

    /// A stage without a list permits.
    public AccessPolicy(
            Map<Stage, RestrictionList> lists,
            Set<AlwaysChecked> alwaysChecked,
            Told told,
            AccessContext context) {
        this.lists = Map.copyOf(lists);
        this.alwaysChecked = Set.copyOf(alwaysChecked);
        this.told = told;
        this.context = context;
    }

    /// Whether a client is one of ours: a user, or of `mynetworks`.
    public boolean trusts(Client client) {
        return client.login().isPresent() || context.mynetworks().test(client.address());
    }

    public CertificateRights certificates() {
        return context.certificates();
    }

    public SenderRights senderRights() {
        return context.senderRights();
    }

    /// Whether a list stands between strangers and relaying. Where none does, they get 451 4.3.5,
    /// and the administrator is to be warned at start.
    public boolean guardsRelay() {
        return FOR_RECIPIENT.stream().anyMatch(stage -> list(stage).guardsRelay());
    }

    /// Judges what comes with a command, or the end of content.
    public Verdict judge(Request request, AccessNotes notes) {
        try {
            return verdict(request, notes);
        } catch (TableFailedException e) {
            notes.warning(e.reason());
            return new Verdict.Refuse(
                    Reply.lookupFailure(request.recipient().map(Address::toString).orElse("")),
                    List.of());
        }
    }

    private Verdict verdict(Request request, AccessNotes notes) {
        // As Postfix: two servers that refuse each other's probes would learn each other's mail to
        // be undeliverable
        if (request.moment() == Moment.RCPT
                && request.recipient().filter(context.settings().probeSender()).isPresent()) {
            return new Verdict.Accept(List.of(), Optional.empty());
        }
        var evaluation = new Evaluation(context, request, notes);
        Ruling ruling =
                switch (request.moment()) {
                    case CONNECT -> early(evaluation, List.of(Stage.CLIENT), request);
                    case HELO, EHLO -> early(evaluation, List.of(Stage.HELO), request);
                    case MAIL -> early(evaluation, List.of(Stage.SENDER), request);
                    case RCPT -> recipient(evaluation, request);
                    case DATA -> ask(evaluation, Stage.DATA);
                    case END_OF_DATA -> ask(evaluation, Stage.END_OF_DATA);
                    case ETRN -> site(evaluation, request);
                };
        return switch (deferred(evaluation, ruling, request)) {
            case Ruling.Refuse(var reply) -> new Verdict.Refuse(reply, evaluation.orders());
            case Ruling.Discard(var why) -> {
                notes.remark("discard", request, why);
                yield Verdict.DISCARD;
            }
            case Ruling.Permit _,
                    Ruling.Dunno _,
                    Ruling.DeferIfPermit _,
                    Ruling.DeferIfReject _,
                    Ruling.Ask _,
                    Ruling.Obey _ ->
                    new Verdict.Accept(evaluation.orders(), evaluation.deferIfPermit());
        };
    }

    // What is open before RCPT is closed there
    private static Ruling deferred(Evaluation evaluation, Ruling ruling, Request request) {
        return ruling instanceof Ruling.Refuse
                        || request.moment().isBeforeRecipient()
                        || evaluation.deferIfPermit().isEmpty()
                ? ruling
                : new Ruling.Refuse(evaluation.deferIfPermit().get());
    }

    /// What a client is told before it names a recipient; nothing where that is for later.
    private Ruling early(Evaluation evaluation, List<Stage> stages, Request request) {
        return told == Told.AT_ONCE ? stages(evaluation, stages, request) : Ruling.DUNNO;
    }

    private Ruling stages(Evaluation evaluation, List<Stage> stages, Request request) {
        for (Stage stage : stages) {
            Ruling ruling = skips(stage, request) ? Ruling.DUNNO : ask(evaluation, stage);
            if (isFinal(ruling)) {
                return ruling;
            }
        }
        return stages.contains(Stage.SENDER)
                        && alwaysChecked.contains(AlwaysChecked.SMTPD_REJECT_UNLISTED_SENDER)
                ? evaluation.unlistedSender()
                : Ruling.DUNNO;
    }

    private Ruling site(Evaluation evaluation, Request request) {
        Ruling before =
                told == Told.AT_RECIPIENT ? stages(evaluation, BEFORE_MAIL, request) : Ruling.DUNNO;
        return isFinal(before) ? before : ask(evaluation, Stage.ETRN);
    }

    private Ruling recipient(Evaluation evaluation, Request request) {
        Ruling before =
                told == Told.AT_RECIPIENT
                        ? stages(evaluation, BEFORE_RECIPIENT, request)
                        : Ruling.DUNNO;
        if (isFinal(before)) {
            return before;
        }
        Ruling here = stages(evaluation, FOR_RECIPIENT, request);
        return isFinal(here) ? here : afterLists(evaluation, request);
    }

    // As Postfix: who does not say HELO passes by smtpd_helo_restrictions; see smtpd_helo_required
    private static boolean skips(Stage stage, Request request) {
        return stage == Stage.HELO && request.client().greeting() instanceof Greeting.None;
    }

    private Ruling afterLists(Evaluation evaluation, Request request) {
        if (!guardsRelay()
                && request.recipient().filter(to -> isForeign(to, request)).isPresent()) {
            return Ruling.MISCONFIGURED;
        }
        return alwaysChecked.contains(AlwaysChecked.SMTPD_REJECT_UNLISTED_RECIPIENT)
                        && !evaluation.recipientWasChecked()
                ? evaluation.unlistedRecipient()
                : Ruling.DUNNO;
    }

    private boolean isForeign(Address recipient, Request request) {
        return !context.isAuthorizedDestination(recipient) && !trusts(request.client());
    }

    private Ruling ask(Evaluation evaluation, Stage stage) {
        return evaluation.ask(list(stage), stage.subject());
    }

    private RestrictionList list(Stage stage) {
        return lists.getOrDefault(stage, RestrictionList.EMPTY);
    }

    // As Postfix: once a table discards the message, no list is asked any more, and who tests
    // whether we relay sees 250
    private static boolean isFinal(Ruling ruling) {
        return ruling instanceof Ruling.Refuse || ruling instanceof Ruling.Discard;
    }
}
