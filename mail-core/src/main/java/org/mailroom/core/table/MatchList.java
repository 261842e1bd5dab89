// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.List;
import java.util.Locale;

/// A list of names as in `mydestination` or `relay_domains`: names, `.domains`, `/files` with more
/// of them, and `type:tables`; `!` excludes. The first element that holds decides. Safe for use by
/// several threads.
public final class MatchList {

    /// What a name in the list stands for.
    public enum Reach {
        /// Itself only.
        NAME,
        /// Itself; `.example.org` stands for all names below it.
        DOT_SUBDOMAINS,
        /// Itself and all names below it (`parent_domain_matches_subdomains`).
        SUBDOMAINS
    }

    private final List<ListElement> elements;
    private final Reach reach;

    private MatchList(List<ListElement> elements, Reach reach) {
        this.elements = List.copyOf(elements);
        this.reach = reach;
    }

    /// Opens the files and tables of a list.
    ///
    /// @throws org.mailroom.core.config.ConfigException when one cannot be opened
    public static MatchList open(List<String> elements, Reach reach, Tables tables) {
        return new MatchList(ListElement.open(elements, tables), reach);
    }

    public Match contains(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        for (ListElement element : elements) {
            switch (holds(element.pattern(), key)) {
                case Match.Yes() -> {
                    return element.excludes() ? Match.NO : Match.YES;
                }
                case Match.No() -> {}
                case Match.Unsure unsure -> {
                    return unsure;
                }
            }
        }
        return Match.NO;
    }

    private Match holds(ListElement.Pattern pattern, String key) {
        return switch (pattern) {
            case ListElement.Name(var text) -> reaches(text, key) ? Match.YES : Match.NO;
            case ListElement.Table(var table) -> in(table, key);
        };
    }

    private boolean reaches(String text, String key) {
        return switch (reach) {
            case NAME -> key.equals(text);
            case DOT_SUBDOMAINS -> key.equals(text) || (text.startsWith(".") && key.endsWith(text));
            case SUBDOMAINS -> key.equals(text) || key.endsWith("." + text);
        };
    }

    private Match in(LookupTable table, String key) {
        for (String form :
                reach == Reach.NAME || !table.takesPartialKeys() ? List.of(key) : forms(key)) {
            switch (table.find(form)) {
                case Lookup.Found _ -> {
                    return Match.YES;
                }
                case Lookup.NotFound() -> {}
                case Lookup.Failed(var reason) -> {
                    return new Match.Unsure(reason);
                }
            }
        }
        return Match.NO;
    }

    private List<String> forms(String key) {
        return ParentDomains.of(
                key, reach == Reach.SUBDOMAINS ? ParentDomains.Form.PLAIN : ParentDomains.Form.DOT);
    }
}
