// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.endpoint.KeptConnections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A table whose values are in a directory (ldap_table(5)). Safe for use by several threads.
final class LdapTable implements LookupTable {
    private static final int MAX_CONNECTIONS = 4;
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final String SAMPLE = "user@a.b.c.d.e.f.g.h.i";

    private static final Map<String, SearchScope> SCOPES =
            Map.of("sub", SearchScope.SUB, "base", SearchScope.BASE, "one", SearchScope.ONE);

    private static final Set<String> NAMES =
            Set.of(
                    "search_base",
                    "query_filter",
                    "result_attribute",
                    "result_format",
                    "scope",
                    "domain",
                    "expansion_limit",
                    "size_limit",
                    "dereference");

    // Who sets them counts on members of groups being found
    private static final List<String> NOT_BUILT =
            List.of(
                    "special_result_attribute",
                    "leaf_result_attribute",
                    "terminal_result_attribute");

    /// What is searched.
    private record Search(
            KeyFormat base,
            KeyFormat filter,
            List<String> attributes,
            SearchScope scope,
            DereferencePolicy aliases,
            int sizeLimit) {}

    private final String spec;
    private final LdapServers servers;
    private final Search search;
    private final ResultFormat format;
    private final KeptConnections<LDAPConnection> kept =
            new KeptConnections<>(MAX_CONNECTIONS, KEEP);
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);

    private LdapTable(String spec, LdapServers servers, Search search, ResultFormat format) {
        this.spec = spec;
        this.servers = servers;
        this.search = search;
        this.format = format;
    }

    static LookupTable open(String spec, String name, Tables tables) {
        var names = new HashSet<>(NAMES);
        names.addAll(LdapServers.NAMES);
        names.addAll(NOT_BUILT);
        TableFile file = TableFile.read(spec, name, names, tables::warn);
        for (String notBuilt : NOT_BUILT) {
            if (file.text(notBuilt).isPresent()) {
                throw file.fault(notBuilt, "members of groups are not looked up yet: remove it");
            }
        }
        var table = new LdapTable(spec, LdapServers.of(file), search(file), ResultFormat.of(file));
        return DomainFilter.of(file, table, tables);
    }

    private static Search search(TableFile file) {
        String base = file.required("search_base", "expected the DN where to search");
        String filter = file.text("query_filter", "mailacceptinggeneralid=%s");
        return new Search(
                file.use("search_base", base, KeyFormat::parse),
                file.use("query_filter", filter, LdapTable::filter),
                file.text("result_attribute").isEmpty()
                        ? List.of("maildrop")
                        : file.list("result_attribute"),
                file.choice("scope", SCOPES, SearchScope.SUB),
                DereferencePolicy.valueOf(file.number("dereference", 0, 0)),
                file.number("size_limit", 0, file.number("expansion_limit", 0, 0)));
    }

    private static KeyFormat filter(String text) {
        KeyFormat format = KeyFormat.parse(text);
        try {
            Filter.create(format.of(SAMPLE, Filter::encodeValue).orElse(""));
        } catch (LDAPException _) {
            throw new ConfigException(
                    "expected a filter as (&(mail=%%s)(active=TRUE))".formatted());
        }
        return format;
    }

    @Override
    public String spec() {
        return spec;
    }

    // RFC 4515 §3, RFC 4514 §2.4: nothing in the key is taken for a part of filter or name
    @Override
    public Lookup find(String key) {
        String folded = key.toLowerCase(Locale.ROOT);
        Optional<String> base = search.base.of(folded, LdapTable::quotedForName);
        Optional<String> filter = search.filter.of(folded, Filter::encodeValue);
        if (base.isEmpty() || filter.isEmpty()) {
            return Lookup.NOT_FOUND;
        }
        boolean entered = false;
        try {
            entered = places.tryAcquire(servers.patience().toNanos(), TimeUnit.NANOSECONDS);
            return entered
                    ? format.of(folded, values(base.get(), filter.get()))
                    : new Lookup.Failed(spec + ": too many look-ups wait for the directory");
        } catch (LDAPException e) {
            return new Lookup.Failed(spec + ": " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Lookup.Failed(spec + ": interrupted");
        } finally {
            if (entered) {
                places.release();
            }
        }
    }

    private static String quotedForName(String value) {
        return new RDN("x", value).toString().substring(2);
    }

    private List<String> values(String base, String filter) throws LDAPException {
        Optional<LDAPConnection> idle = kept.take();
        if (idle.isPresent()) {
            try {
                return values(idle.get(), base, filter);
            } catch (LDAPException e) {
                if (isUsableAfter(e) || e.getResultCode().equals(ResultCode.TIMEOUT)) {
                    throw e;
                }
                // The server has closed it meanwhile
            }
        }
        return values(servers.connect(), base, filter);
    }

    private List<String> values(LDAPConnection connection, String base, String filter)
            throws LDAPException {
        boolean usable = false;
        try {
            List<String> values = read(connection, base, filter);
            usable = true;
            return values;
        } catch (LDAPException e) {
            usable = isUsableAfter(e);
            throw e;
        } finally {
            if (usable) {
                kept.keep(connection);
            } else {
                KeptConnections.close(connection);
            }
        }
    }

    private static boolean isUsableAfter(LDAPException e) {
        return e.getResultCode().isConnectionUsable();
    }

    private List<String> read(LDAPConnection connection, String base, String filter)
            throws LDAPException {
        var request =
                new SearchRequest(
                        base,
                        search.scope,
                        search.aliases,
                        search.sizeLimit == 0 ? ResultFormat.MAX_VALUES : search.sizeLimit,
                        (int) servers.patience().toSeconds(),
                        false,
                        filter,
                        search.attributes.toArray(String[]::new));
        var values = new ArrayList<String>();
        try {
            List<SearchResultEntry> entries =
                    Objects.requireNonNull(connection.search(request).getSearchEntries());
            for (SearchResultEntry entry : entries) {
                for (String attribute : search.attributes) {
                    String[] found = entry.getAttributeValues(attribute);
                    values.addAll(found == null ? List.of() : List.of(found));
                }
            }
        } catch (LDAPSearchException e) {
            // A base that depends on the key is missing for keys that are unknown
            boolean unknown =
                    e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                            && search.base.parts().stream()
                                    .anyMatch(KeyFormat.Variable.class::isInstance);
            if (!unknown) {
                throw e;
            }
        }
        return values;
    }
}
