// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.route.AliasFile.Listed;
import org.mailroom.core.table.Lookup;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The addresses that one alias stands for, with those of the lists that it names. Used by one
/// thread.
final class TargetList {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_SHOWN = 100;

    private final RouteSettings.Aliases settings;
    private final WalkLimits limits;
    private final Writer writer;
    private final String user;
    private final String extension;
    private final Set<Address> found = new LinkedHashSet<>();
    private final Set<Handover> handedOver = new LinkedHashSet<>();
    private final Set<String> listed = new HashSet<>();

    /// Who has written the targets: the administrator, or for himself a user, who may name no
    /// `:include:`, as that is read with the rights of the server.
    ///
    /// @param source where
    /// @param owner the user with whose rights is done what he has written
    /// @param handovers what he may give mail to
    record Writer(HandoverSource source, Supplier<String> owner, Handovers handovers) {

        /// What that target is; its owner is told by where it is written.
        ///
        /// @param list empty where it does not stand in a list
        Handover handover(String target, Optional<Listed> list) throws StoppedException {
            HandoverSource where = list.isEmpty() ? source : HandoverSource.INCLUDE;
            String whose = list.map(Listed::owner).orElseGet(owner);
            Handover handover = AliasTargets.handover(target, whose);
            Optional<String> refusal = handovers.refusal(where, handover);
            if (refusal.isPresent()) {
                throw new StoppedException(refusal.get() + ": " + shown(target));
            }
            return handover;
        }
    }

    /// @param user stays with a target of the form `@otherdomain`
    /// @param extension goes along
    TargetList(
            RouteSettings.Aliases settings,
            WalkLimits limits,
            Writer writer,
            String user,
            String extension) {
        this.settings = settings;
        this.limits = limits;
        this.writer = writer;
        this.user = user;
        this.extension = extension;
    }

    List<Address> of(List<String> parts) throws StoppedException {
        add(parts, 0, Optional.empty());
        if (found.isEmpty() && handedOver.isEmpty()) {
            throw new StoppedException("alias without a target");
        }
        return List.copyOf(found);
    }

    /// The commands and files among the targets.
    List<Handover> handedOver() {
        return List.copyOf(handedOver);
    }

    private void add(List<String> parts, int depth, Optional<Listed> within)
            throws StoppedException {
        for (String written : parts) {
            Optional<String> list = AliasTargets.list(written);
            if (list.isPresent()) {
                addList(list.get(), depth);
            } else {
                add(written, depth, within);
            }
        }
    }

    private void addList(String file, int depth) throws StoppedException {
        if (writer.source() == HandoverSource.FORWARD) {
            throw new StoppedException("lists are not read for users: " + shown(file));
        }
        if (depth >= MAX_DEPTH) {
            throw new StoppedException("unreasonable nesting of lists at " + file);
        }
        // Its targets are there already
        if (listed.contains(file)) {
            return;
        }
        limits.list();
        Listed read = AliasFile.list(file);
        switch (read.text()) {
            case Lookup.Found(var text) ->
                    add(AliasTargets.inFile(text), depth + 1, Optional.of(read));
            case Lookup.NotFound _ -> {}
            case Lookup.Failed(var reason) -> throw new StoppedException(reason);
        }
        listed.add(file);
    }

    private void add(String written, int depth, Optional<Listed> within) throws StoppedException {
        limits.target();
        if (AliasTargets.isSpecial(written)) {
            handedOver.add(writer.handover(written, within));
            return;
        }
        // virtual(5): the first one may be @otherdomain, which keeps the user
        String target = found.isEmpty() && written.startsWith("@") ? user + written : written;
        Address address =
                AddressText.parse(target, settings.origin())
                        .orElseThrow(
                                () ->
                                        new StoppedException(
                                                "bad address in alias: " + shown(target)));
        if (address.toString().length() > settings.addressLengthLimit()) {
            throw new StoppedException("unreasonably long address in alias of " + user);
        }
        boolean extended = depth == 0 || settings.propagating().contains(ExtensionTables.INCLUDE);
        found.add(extended ? address.extended(extension) : address);
    }

    private static String shown(String text) {
        return Printable.of(
                text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text);
    }
}
