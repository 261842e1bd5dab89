// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.NearestName;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Opens lookup tables by what the configuration calls them. The same table is opened once, however
/// often it is named. Safe for use by several threads.
public final class Tables {
    static final List<String> FILE_TYPES =
            List.of("texthash", "hash", "btree", "lmdb", "cdb", "dbm", "sdbm");

    private static final Set<String> READING_TYPES =
            Stream.concat(
                            FILE_TYPES.stream(),
                            Stream.of("cidr", "regexp", "pcre", "ldap", "pgsql", "mysql", "sqlite"))
                    .collect(Collectors.toUnmodifiableSet());

    private static final String PROXY = "proxy:";
    private static final List<String> COMPOUNDS = List.of("unionmap:", "pipemap:");

    private final Map<String, TableOpener> openers;
    private final String defaultType;
    private final Consumer<String> warnings;
    private final TableEntries entries;
    private final Map<String, LookupTable> opened = new ConcurrentHashMap<>();
    private final Set<String> files = ConcurrentHashMap.newKeySet();

    private Tables(
            Map<String, TableOpener> openers,
            String defaultType,
            TableEntries entries,
            Consumer<String> warnings) {
        this.openers = Map.copyOf(openers);
        this.entries = entries;
        this.defaultType = defaultType;
        this.warnings = warnings;
    }

    /// Knows the types that need nothing but files, or a server that is asked for each key.
    ///
    /// @param defaultType `default_database_type`
    /// @param aliasTables tables whose files are in the format of aliases(5): `alias_maps`
    /// @param warnings hears of each line that is not used, also when a file is read again later
    public static Tables of(
            String defaultType, Set<String> aliasTables, Consumer<String> warnings) {
        return of(defaultType, aliasTables, warnings, System::nanoTime);
    }

    /// The same with a clock of one's own.
    ///
    /// @param nanoTime says when it is time to look at a file again
    static Tables of(
            String defaultType,
            Set<String> aliasTables,
            Consumer<String> warnings,
            LongSupplier nanoTime) {
        var openers = new HashMap<String, TableOpener>();
        Set<String> members =
                aliasTables.stream()
                        .flatMap(Tables::members)
                        .collect(Collectors.toUnmodifiableSet());
        var files = new FileTables(members, warnings, nanoTime);
        FILE_TYPES.forEach(type -> openers.put(type, files::text));
        openers.put("lmdb", files::lmdb);
        openers.put("cidr", files::cidr);
        openers.put("regexp", files::regexp);
        openers.put("pcre", files::pcre);
        openers.put("unix", files::unix);
        openers.put("inline", InlineTable::open);
        openers.put("static", StaticTable::open);
        openers.put("fail", FailTable::open);
        openers.put("unionmap", UnionTable::open);
        openers.put("pipemap", PipeTable::open);
        openers.put("randmap", RandomTable::open);
        openers.put("socketmap", ServerTable::socketmap);
        openers.put("tcp", ServerTable::tcp);
        openers.put("ldap", LdapTable::open);
        openers.put("pgsql", SqlTables::pgsql);
        openers.put("mysql", MysqlTables::open);
        openers.put("sqlite", SqlTables::sqlite);
        openers.put("proxy", (_, name, tables) -> tables.open(name));
        return new Tables(openers, defaultType, new TableEntries(members), warnings);
    }

    /// The tables themselves where others are made of them.
    private static Stream<String> members(String spec) {
        if (spec.startsWith(PROXY)) {
            return members(spec.substring(PROXY.length()));
        }
        for (String compound : COMPOUNDS) {
            if (spec.startsWith(compound)) {
                String members = ListText.unbraced(spec.substring(compound.length()));
                return ListText.split(members).stream().flatMap(Tables::members);
            }
        }
        return Stream.of(spec);
    }

    /// These tables with one more type.
    public Tables with(String type, TableOpener opener) {
        var more = new HashMap<>(openers);
        more.put(type, opener);
        return new Tables(more, defaultType, entries, warnings);
    }

    /// Opens `type:name`; a name without a type is of the default type.
    ///
    /// @throws ConfigException when there is no such type, or the table cannot be opened
    public LookupTable open(String spec) {
        LookupTable before = opened.get(spec);
        if (before != null) {
            return before;
        }
        int colon = spec.indexOf(':');
        String type = colon < 0 ? defaultType : spec.substring(0, colon);
        TableOpener opener = openers.get(type);
        if (opener == null) {
            throw new ConfigException(noType(type));
        }
        String name = spec.substring(colon + 1);
        if (READING_TYPES.contains(type) && !name.startsWith("{")) {
            reads(name);
        }
        LookupTable table = opener.open(spec, name, this);
        LookupTable other = opened.putIfAbsent(spec, table);
        return other == null ? table : other;
    }

    private String noType(String type) {
        Set<String> types = new TreeSet<>(openers.keySet());
        return "there is no table type \"%s\"%s"
                .formatted(
                        type,
                        NearestName.of(type, types)
                                .map(", did you mean \"%s\"?"::formatted)
                                .orElse("; there are " + String.join(", ", types)));
    }

    /// All entries that can give an answer, as they are written; none of a table that can be asked
    /// for keys only.
    public Stream<TableEntry> entries(String spec) {
        int colon = spec.indexOf(':');
        String type = colon < 0 ? defaultType : spec.substring(0, colon);
        String name = spec.substring(colon + 1);
        return switch (type) {
            case "proxy" -> entries(name);
            case "unionmap" -> Members.of(spec, name).stream().flatMap(this::entries);
            case "pipemap" -> entries(Members.of(spec, name).getLast());
            default -> entries.of(type, spec, name);
        };
    }

    /// A file was named.
    void reads(String file) {
        files.add(file);
    }

    /// The files that have been read, or were to be.
    public Set<String> files() {
        return Set.copyOf(files);
    }

    /// Tells of what stands in a list and is not used.
    public void warn(String text) {
        warnings.accept(text);
    }

    /// Opens each element of a list.
    public List<LookupTable> openAll(List<String> specs) {
        return specs.stream().map(this::open).toList();
    }
}
