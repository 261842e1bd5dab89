// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.search;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.WildcardQuery;
import org.mailroom.storage.SearchedText;

import java.util.List;
import java.util.Optional;

/// What to look for in the index to find a text.
///
/// @param query finds all messages that contain the text
/// @param isExact whether it finds no others
record WordQuery(Query query, boolean isExact) {

    /// More would not narrow it any further.
    private static final int MOST_PARTS = 8;

    /// Empty for a text without a word, of which the index knows nothing.
    static Optional<WordQuery> of(SearchedText where, String folded) {
        List<String> parts = Words.parts(folded);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Query body = all(TextIndexWriter.BODY, parts);
        Query query =
                switch (where) {
                    case BODY -> body;
                    case HEADER_AND_BODY ->
                            new BooleanQuery.Builder()
                                    .add(all(TextIndexWriter.HEADER, parts), Occur.SHOULD)
                                    .add(body, Occur.SHOULD)
                                    .build();
                };
        boolean isExact = parts.getFirst().equals(folded);
        return Optional.of(new WordQuery(new ConstantScoreQuery(query), isExact));
    }

    private static Query all(String field, List<String> parts) {
        var all = new BooleanQuery.Builder();
        parts.stream()
                .distinct()
                .limit(MOST_PARTS)
                .forEach(part -> all.add(contains(field, part), Occur.MUST));
        return all.build();
    }

    // A part holds no character that would mean something there.
    private static Query contains(String field, String part) {
        return new WildcardQuery(new Term(field, "*" + part + "*"));
    }
}
