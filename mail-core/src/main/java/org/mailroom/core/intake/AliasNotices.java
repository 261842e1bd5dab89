// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Recipient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What becomes of NOTIFY=SUCCESS where an alias has several members.
final class AliasNotices {
    private AliasNotices() {}

    // RFC 3461 §5.2.7.3: the sender hears of the expansion, not of each member
    static List<Recipient> marked(List<Recipient> recipients) {
        if (recipients.stream().noneMatch(it -> it.notices().ofSuccess())) {
            return recipients;
        }
        Map<Address, Integer> members = new HashMap<>();
        recipients.forEach(it -> members.merge(it.original(), 1, Integer::sum));
        Set<Address> told = new HashSet<>();
        var marked = new ArrayList<Recipient>();
        for (Recipient recipient : recipients) {
            boolean several = members.getOrDefault(recipient.original(), 0) > 1;
            if (!several || !recipient.notices().ofSuccess()) {
                marked.add(recipient);
            } else {
                var rest = recipient.notices().withoutSuccess();
                boolean first = told.add(recipient.original());
                marked.add(recipient.with(first ? rest.withExpansion() : rest));
            }
        }
        return marked;
    }
}
