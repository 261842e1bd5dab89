// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.List;
import java.util.Set;

/// LIST with its selection and return options (RFC 3501 §6.3.8, RFC 5258, RFC 5819). `status` is
/// empty where no STATUS answers are wanted.
public record ListRequest(
        Set<Selection> selection,
        List<MailboxPattern> patterns,
        Set<Return> returns,
        Set<StatusItem> status) {

    public enum Selection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    public enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    public ListRequest {
        selection = Set.copyOf(selection);
        patterns = List.copyOf(patterns);
        returns = Set.copyOf(returns);
        status = Set.copyOf(status);
    }
}
