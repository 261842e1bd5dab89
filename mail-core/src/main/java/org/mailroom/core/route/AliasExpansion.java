// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.route.TargetList.Writer;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// One walk from the recipients of an envelope along their aliases, virtual ones first (virtual(5),
/// aliases(5)). An alias that has an owner is a recipient, whose mail is sent on to its members.
/// Where an alias names itself, the next table is asked for the name, as in Postfix; a longer
/// circle is an error of the administrator and stops the message. Used once, by one thread.
final class AliasExpansion {
    private final RouteSettings settings;
    private final Function<Address, Answer> virtualAliases;
    private final Set<AliasKind> kinds;
    private final BiConsumer<Address, String> unused;
    private final Set<String> told = new HashSet<>();
    private final LinkedHashMap<String, Recipient> found = new LinkedHashMap<>();
    private final LinkedHashSet<String> followed = new LinkedHashSet<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<Handover> handedOver = new ArrayList<>();
    private final ForwardReadings readings = new ForwardReadings();
    private WalkLimits limits;

    /// What becomes of a recipient.
    private interface Step {
        void take(Recipient recipient) throws StoppedException;
    }

    /// @param kinds those that are followed
    /// @param unused hears whose `.forward` is not used, and why
    AliasExpansion(
            RouteSettings settings, Set<AliasKind> kinds, BiConsumer<Address, String> unused) {
        this(settings, settings.aliases().virtual(), kinds, unused);
    }

    /// Says nothing of the files of users.
    ///
    /// @param virtualAliases `virtual_alias_maps`, or what has been asked of them already
    AliasExpansion(RouteSettings settings, Function<Address, Answer> virtualAliases) {
        this(settings, virtualAliases, AliasKind.ALL, (_, _) -> {});
    }

    private AliasExpansion(
            RouteSettings settings,
            Function<Address, Answer> virtualAliases,
            Set<AliasKind> kinds,
            BiConsumer<Address, String> unused) {
        this.settings = settings;
        this.kinds = kinds;
        this.virtualAliases = virtualAliases;
        this.unused = unused;
        this.limits = WalkLimits.of("", settings.aliases());
    }

    Expansion of(List<Recipient> recipients) {
        try {
            for (Recipient recipient : recipients) {
                limits = WalkLimits.of(recipient.address().key(), settings.aliases());
                follow(recipient);
            }
            return new Expansion.Final(List.copyOf(found.values()));
        } catch (StoppedException e) {
            return new Expansion.NotNow(e.reason());
        } catch (TableFailedException e) {
            return new Expansion.NotNow(e.reason());
        }
    }

    /// The way to the members of a local alias that has an owner; empty where it is none.
    Optional<Route.ToList> list(Address alias) throws StoppedException {
        limits = WalkLimits.of(alias.key(), settings.aliases());
        Answer answer = settings.aliases().local().apply(alias);
        var owners = new ListOwners(settings.aliases());
        Optional<Address> owner = owners.of(alias, answer);
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        List<Address> members = targets(answer, alias, ExtensionTables.ALIAS);
        return owner.filter(_ -> owners.mayOwn(alias, members))
                .map(it -> new Route.ToList(alias, it, members));
    }

    private boolean isOwned(Address alias, Answer answer, List<Address> members) {
        var owners = new ListOwners(settings.aliases());
        return owners.mayOwn(alias, members) && owners.of(alias, answer).isPresent();
    }

    private void follow(Recipient recipient) throws StoppedException {
        boolean isNobodys = settings.recipients().nobodys().test(recipient.address());
        if (recipient.handover().isPresent() || isNobodys) {
            keep(recipient);
            return;
        }
        String key = recipient.address().key();
        if (path.contains(key)) {
            throw new StoppedException("alias loop at " + key);
        }
        if (path.size() >= settings.aliases().recursionLimit()) {
            throw new StoppedException("unreasonable alias nesting at " + key);
        }
        // Its targets are there already
        if (!followed.add(key)) {
            return;
        }
        if (!kinds.contains(AliasKind.VIRTUAL)) {
            local(recipient);
            return;
        }
        Optional<Address> sender = forwardedFrom(recipient.address());
        if (sender.isPresent()) {
            replace(recipient, List.of(sender.get()), this::keep);
        } else {
            virtual(recipient);
        }
    }

    private void replace(Recipient recipient, List<Address> targets, Step itself)
            throws StoppedException {
        String key = recipient.address().key();
        path.push(key);
        for (Address target : targets) {
            Step next = target.key().equals(key) ? itself : this::follow;
            next.take(recipient.at(target));
        }
        path.pop();
    }

    private void keep(Recipient recipient) {
        // A command is run once, whoever leads to it
        String key =
                recipient
                        .handover()
                        .map(it -> it + "\n" + it.owner())
                        .orElse(recipient.address().key());
        found.putIfAbsent(key, recipient);
    }

    /// Keeps the commands and files that were found among the targets of an alias; false where
    /// there were none.
    private boolean keepHandedOver(Recipient recipient) {
        boolean any = !handedOver.isEmpty();
        handedOver.forEach(it -> keep(recipient.handedTo(it)));
        handedOver.clear();
        return any;
    }

    private Optional<Address> forwardedFrom(Address address) {
        return settings.srs()
                .map(srs -> srs.back(address))
                .flatMap(
                        back ->
                                back instanceof SenderRewriting.Back.To(var to)
                                        ? Optional.of(to)
                                        : Optional.empty());
    }

    private void virtual(Recipient recipient) throws StoppedException {
        Address address = recipient.address();
        List<Address> targets =
                targets(virtualAliases.apply(address), address, ExtensionTables.VIRTUAL);
        if (targets.isEmpty()) {
            local(recipient);
        } else {
            limits.virtual(targets.size());
            replace(recipient, targets, this::local);
        }
    }

    // local(8): an alias, else what the user says himself
    private void local(Recipient recipient) throws StoppedException {
        Address address = recipient.address();
        if (!kinds.contains(AliasKind.LOCAL) || !isLocal(address)) {
            keep(recipient);
            return;
        }
        Answer answer = settings.aliases().local().apply(address);
        List<Address> targets = targets(answer, address, ExtensionTables.ALIAS);
        boolean handed = keepHandedOver(recipient);
        if (targets.isEmpty() && !handed) {
            user(recipient);
        } else if (isOwned(address, answer, targets)) {
            keep(recipient);
        } else {
            replace(recipient, targets, this::user);
        }
    }

    private void user(Recipient recipient) throws StoppedException {
        List<String> forward = forward(recipient.address());
        if (forward.isEmpty() || !forwarded(recipient, forward)) {
            replace(recipient, luserRelay(recipient.address()), this::keep);
        }
    }

    // local(8): a file without an address is as none
    private List<String> forward(Address address) throws StoppedException {
        String name = address.localPart().toLowerCase(Locale.ROOT);
        String own = settings.recipients().delimiters().split(name).user();
        ForwardReadings.Turn turn = readings.take(own);
        if (turn != ForwardReadings.Turn.READS) {
            limits.exceeded();
            if (turn == ForwardReadings.Turn.FIRST_TOO_MANY) {
                unused(address, ".forward is used no more for this message");
            }
            return List.of();
        }
        Function<Address, Lookup> file =
                user -> settings.local().forwards().of(user, why -> unused(user, why));
        return TableFailedException.value(file, address)
                .map(AliasTargets::inFile)
                .orElse(List.of());
    }

    /// Whether the mail goes where the user says. What he has written must not hold up the mail of
    /// others, so that a bad file is as none.
    private boolean forwarded(Recipient recipient, List<String> parts) throws StoppedException {
        Address user = recipient.address();
        int kept = found.size();
        int looked = followed.size();
        int depth = path.size();
        WalkLimits outer = limits;
        try {
            Handovers handovers = settings.local().handovers();
            limits = outer.ofUser(user.key(), settings.aliases());
            var list =
                    new TargetList(
                            settings.aliases(),
                            limits,
                            new Writer(
                                    HandoverSource.FORWARD, () -> handovers.owner(user), handovers),
                            user.localPart(),
                            "");
            List<Address> targets = list.of(parts);
            handedOver.addAll(list.handedOver());
            keepHandedOver(recipient);
            replace(recipient, targets, this::keep);
            return true;
        } catch (StoppedException e) {
            if (outer.isExceeded()) {
                throw e;
            }
            unused(user, ".forward is not used: " + e.reason());
            forgetFrom(kept, looked, depth);
            return false;
        } finally {
            limits = outer;
        }
    }

    // Several ways may lead to one user
    private void unused(Address user, String why) {
        if (told.add(user.key() + " " + why)) {
            unused.accept(user, why);
        }
    }

    private void forgetFrom(int kept, int looked, int depth) {
        while (found.size() > kept) {
            found.pollLastEntry();
        }
        while (followed.size() > looked) {
            followed.removeLast();
        }
        while (path.size() > depth) {
            path.pop();
        }
    }

    /// Who gets the mail of a user who is unknown, asked last (local(8)); the user himself where
    /// nobody does.
    private List<Address> luserRelay(Address address) {
        Optional<Address> relay = settings.local().luserRelay().apply(address);
        return List.of(relay.filter(_ -> !isUser(address)).orElse(address));
    }

    private boolean isUser(Address address) {
        String name = address.localPart().toLowerCase(Locale.ROOT);
        String bare = settings.recipients().delimiters().split(name).user();
        return TableFailedException.found(settings.recipients().localUser(), name)
                || TableFailedException.found(settings.recipients().localUser(), bare)
                || TableFailedException.found(settings.local().fallbackTransport(), bare);
    }

    private boolean isLocal(Address address) {
        return address.domain().isEmpty()
                || TableFailedException.found(settings.domains().local(), address.domain());
    }

    private List<Address> targets(Answer answer, Address alias, ExtensionTables kind)
            throws StoppedException {
        Optional<String> text = TableFailedException.value(Answer::lookup, answer);
        if (text.isEmpty()) {
            return List.of();
        }
        // virtual(5) knows neither commands nor files
        Handovers handovers =
                kind == ExtensionTables.VIRTUAL ? Handovers.NONE : settings.local().handovers();
        Supplier<String> owner = () -> answer.table().map(handovers::owner).orElse("");
        var list =
                new TargetList(
                        settings.aliases(),
                        limits,
                        new Writer(HandoverSource.ALIAS, owner, handovers),
                        answer.keptOf(alias),
                        extension(answer, kind));
        List<Address> targets = list.of(parts(text.get(), kind));
        handedOver.addAll(list.handedOver());
        return targets;
    }

    // A command in aliases(5) has blanks
    private static List<String> parts(String text, ExtensionTables kind) {
        return AddressText.split(
                text,
                kind == ExtensionTables.VIRTUAL ? Separators.COMMAS_AND_BLANKS : Separators.COMMAS);
    }

    private String extension(Answer answer, ExtensionTables kind) {
        return settings.aliases().propagating().contains(kind) ? answer.extension() : "";
    }
}
