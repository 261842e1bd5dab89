// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.table.TableFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/// Whether mail can reach an account at all.
record AccountDomains(TrivialRewrite router) {
    private static final Logger LOG = LoggerFactory.getLogger(AccountDomains.class);

    /// A warning where the domain of an account is none of this server. Accounts without one are of
    /// every local domain.
    Optional<String> warning(String account) {
        int at = account.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        var address = new Address(account.substring(0, at), account.substring(at + 1));
        return isForeign(address)
                ? Optional.of(
                        "account %s gets no mail: add %s to virtual_mailbox_domains"
                                .formatted(account, address.domain()))
                : Optional.empty();
    }

    private boolean isForeign(Address address) {
        try {
            AddressClass kind = router.classify(address);
            return kind == AddressClass.DEFAULT || kind == AddressClass.RELAY;
        } catch (TableFailedException e) {
            LOG.debug("Cannot tell whether {} is a domain of ours", address.domain(), e);
            return false;
        }
    }
}
