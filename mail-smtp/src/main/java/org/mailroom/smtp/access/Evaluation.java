// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.SenderChecks.Whom;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The judgement of one request: asks restriction lists, and remembers what they leave open. Used
/// once, by one thread.
final class Evaluation {
    private static final int MAX_DEPTH = 20;

    private final AccessContext context;
    private final Request request;
    private final AccessNotes notes;
    private final ClientChecks client;
    private final AddressChecks addresses;
    private final SenderChecks senders;

    private Optional<Reply> deferIfPermit;
    private Optional<Reply> deferIfReject = Optional.empty();
    private final Set<MessageOrder> orders = new LinkedHashSet<>();
    private boolean recipientWasChecked;

    Evaluation(AccessContext context, Request request, AccessNotes notes) {
        this.context = context;
        this.request = request;
        this.notes = notes;
        this.client = new ClientChecks(context);
        this.addresses = new AddressChecks(context, notes);
        this.senders = new SenderChecks(context, addresses);
        this.deferIfPermit = request.reservation();
    }

    /// Asks the list of a stage: a permit, a refusal, to discard, or nothing.
    Ruling ask(RestrictionList list, Subject subject) {
        deferIfReject = Optional.empty();
        Ruling ruling = ask(list, subject, 0);
        return ruling instanceof Ruling.Refuse(var reply) && reply.isPermanent()
                ? new Ruling.Refuse(deferIfReject.orElse(reply))
                : ruling;
    }

    /// What would have to be deferred if nobody refuses it.
    Optional<Reply> deferIfPermit() {
        return deferIfPermit;
    }

    /// What is asked of the message, each thing once.
    List<MessageOrder> orders() {
        return List.copyOf(orders);
    }

    /// Whether `reject_unlisted_recipient` has been asked.
    boolean recipientWasChecked() {
        return recipientWasChecked;
    }

    private Ruling ask(RestrictionList list, Subject subject, int depth) {
        if (depth > MAX_DEPTH) {
            notes.warning("restriction lists of access tables lead to each other without end");
            return Ruling.MISCONFIGURED;
        }
        for (Restriction restriction : list.restrictions()) {
            Ruling ruling = conclude(ask(restriction, subject, depth), depth);
            if (!(ruling instanceof Ruling.Dunno)) {
                return ruling;
            }
        }
        return Ruling.DUNNO;
    }

    /// Keeps what is for later; permit, refusal or discard remain.
    private Ruling conclude(Ruling ruling, int depth) {
        return switch (ruling) {
            case Ruling.DeferIfPermit(var reply) -> {
                deferIfPermit = deferIfPermit.or(() -> Optional.of(reply));
                yield Ruling.DUNNO;
            }
            case Ruling.DeferIfReject(var reply) -> {
                deferIfReject = deferIfReject.or(() -> Optional.of(reply));
                yield Ruling.DUNNO;
            }
            case Ruling.Ask(var list, var subject) -> ask(list, subject, depth + 1);
            case Ruling.Obey(var order) -> {
                obey(order);
                yield Ruling.DUNNO;
            }
            case Ruling.Discard _ when request.moment().isWithoutMessage() -> {
                warnOfMoment();
                yield Ruling.DUNNO;
            }
            case Ruling.Permit _, Ruling.Dunno _, Ruling.Refuse _, Ruling.Discard _ -> ruling;
        };
    }

    private void obey(MessageOrder order) {
        if (request.moment().isWithoutMessage()) {
            warnOfMoment();
        } else {
            orders.add(order);
        }
    }

    private void warnOfMoment() {
        notes.warning(
                (request.moment() == Moment.ETRN ? "" : "with smtpd_delay_reject = no, ")
                        + "actions on messages are skipped at "
                        + request.moment());
    }

    private Ruling ask(Restriction restriction, Subject subject, int depth) {
        return switch (restriction) {
            case Word word -> word(word, subject);
            case Restriction.CheckTable check ->
                    new TableChecks(context, notes).check(check, request);
            case Restriction.CheckPolicy(var service) ->
                    new PolicyChecks(context, notes).check(service, subject, request);
            case Restriction.CheckServers check ->
                    new ServerChecks(context, notes).check(check, request);
            case Restriction.BlockList(var list) ->
                    new BlockLists(context, notes).reject(list, request);
            case Restriction.AllowList(var list) ->
                    new BlockLists(context, notes).permit(list, request);
            case Restriction.WarnIfReject(var next) -> warnIfReject(next, subject, depth);
            case Restriction.Group(var list) -> ask(list, subject, depth + 1);
            case Restriction.Sleep(var time) -> {
                context.pause().pause(time);
                yield Ruling.DUNNO;
            }
            case Restriction.Unusable(var problem) -> {
                notes.warning(problem);
                yield Ruling.MISCONFIGURED;
            }
        };
    }

    private Ruling warnIfReject(Restriction next, Subject subject, int depth) {
        Optional<Reply> before = deferIfPermit;
        Ruling ruling = conclude(ask(next, subject, depth), depth);
        if (before.isEmpty() && deferIfPermit.isPresent()) {
            warn(deferIfPermit.get());
            deferIfPermit = before;
        }
        if (ruling instanceof Ruling.Refuse(var reply)) {
            warn(reply);
            return Ruling.DUNNO;
        }
        return ruling;
    }

    private void warn(Reply reply) {
        notes.remark("reject_warning", request, reply.toString());
    }

    private Ruling word(Word word, Subject subject) {
        return switch (word) {
            case PERMIT -> permitIf(true, word, subject);
            case PERMIT_AUTH_DESTINATION ->
                    permitIf(addresses.isAuthorizedDestination(request), word, subject);
            case PERMIT_MX_BACKUP -> new BackupCheck(context).check(request, notes);
            case PERMIT_INET_INTERFACES ->
                    permitIf(
                            context.inetInterfaces().test(request.client().address()),
                            word,
                            subject);
            case PERMIT_MYNETWORKS ->
                    permitIf(context.mynetworks().test(request.client().address()), word, subject);
            case PERMIT_SASL_AUTHENTICATED ->
                    permitIf(request.client().login().isPresent(), word, subject);
            case PERMIT_TLS_CLIENTCERTS -> permitIf(hasListedCertificate(), word, subject);
            case PERMIT_TLS_ALL_CLIENTCERTS ->
                    permitIf(context.certificates().isTrusted(request.client()), word, subject);
            case REJECT ->
                    context.refusal(
                            RejectCode.REJECT_CODE, "5.7.1", subject, request, "Access denied");
            case DEFER ->
                    context.refusal(
                            RejectCode.DEFER_CODE, "4.7.1", subject, request, "Try again later");
            case CHECK_GREYLIST -> new GreylistChecks(context).check(request);
            case DEFER_IF_PERMIT -> new Ruling.DeferIfPermit(asked("defer_if_permit", subject));
            case DEFER_IF_REJECT -> new Ruling.DeferIfReject(asked("defer_if_reject", subject));
            case REJECT_UNAUTH_DESTINATION -> addresses.rejectUnauthorized(request);
            case DEFER_UNAUTH_DESTINATION -> addresses.deferUnauthorized(request);
            case REJECT_UNLISTED_RECIPIENT -> unlistedRecipient();
            case REJECT_UNAUTH_PIPELINING -> ClientChecks.pipelining(subject, request);
            case REJECT_PLAINTEXT_SESSION -> client.plaintext(request);
            case REJECT_MULTI_RECIPIENT_BOUNCE -> senders.multiRecipientBounce(subject, request);
            case REJECT_UNKNOWN_CLIENT_HOSTNAME -> client.unknownClient(request);
            case REJECT_UNKNOWN_REVERSE_CLIENT_HOSTNAME -> client.unknownReverseClient(request);
            case REJECT_INVALID_HELO_HOSTNAME -> client.invalidHelo(request);
            case REJECT_NON_FQDN_HELO_HOSTNAME -> client.nonFqdnHelo(request);
            case REJECT_UNKNOWN_HELO_HOSTNAME -> client.unknownHelo(request);
            case REJECT_NON_FQDN_SENDER -> senders.nonFqdn(request);
            case REJECT_UNKNOWN_SENDER_DOMAIN -> senders.unknownDomain(request);
            case REJECT_UNLISTED_SENDER -> senders.unlistedSender(request);
            case REJECT_UNVERIFIED_RECIPIENT -> new VerifyChecks(context).recipient(request);
            case REJECT_UNVERIFIED_SENDER -> new VerifyChecks(context).sender(request);
            case REJECT_SENDER_LOGIN_MISMATCH -> senders.loginMismatch(Whom.EVERYBODY, request);
            case REJECT_AUTHENTICATED_SENDER_LOGIN_MISMATCH ->
                    senders.loginMismatch(Whom.AUTHENTICATED, request);
            case REJECT_UNAUTHENTICATED_SENDER_LOGIN_MISMATCH ->
                    senders.loginMismatch(Whom.UNAUTHENTICATED, request);
            case REJECT_KNOWN_SENDER_LOGIN_MISMATCH ->
                    senders.loginMismatch(Whom.OWNED_SENDERS, request);
            case REJECT_NON_FQDN_RECIPIENT ->
                    addresses.nonFqdn(request.recipient(), Subject.RECIPIENT, request);
            case REJECT_UNKNOWN_RECIPIENT_DOMAIN ->
                    addresses.unknownDomain(request.recipient(), Subject.RECIPIENT, request);
        };
    }

    /// Whether the recipient exists, for this list or for all of them.
    Ruling unlistedRecipient() {
        recipientWasChecked = true;
        return addresses.unlistedRecipient(request);
    }

    Ruling unlistedSender() {
        return senders.unlistedSender(request);
    }

    private boolean hasListedCertificate() {
        return switch (context.certificates().relaying(request.client())) {
            case Lookup.Found _ -> true;
            case Lookup.NotFound() -> false;
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
        };
    }

    private Ruling permitIf(boolean condition, Word word, Subject subject) {
        return condition ? context.permit(word.toString(), subject, request, notes) : Ruling.DUNNO;
    }

    private Reply asked(String name, Subject subject) {
        return AccessContext.reply(450, "4.7.0", subject, request, name + " requested");
    }
}
