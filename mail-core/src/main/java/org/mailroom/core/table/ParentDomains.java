// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.ArrayList;
import java.util.List;

/// The keys by which a domain is looked up: itself, then its parents.
final class ParentDomains {
    private ParentDomains() {}

    /// How a parent is written.
    enum Form {
        PLAIN,
        DOT
    }

    static List<String> of(String domain, Form form) {
        var keys = new ArrayList<String>();
        keys.add(domain);
        // An address literal and the bare root have no parents
        int dot = domain.startsWith("[") ? -1 : domain.indexOf('.', 1);
        while (dot >= 0 && dot < domain.length() - 1) {
            keys.add(domain.substring(form == Form.DOT ? dot : dot + 1));
            dot = domain.indexOf('.', dot + 1);
        }
        return keys;
    }
}
