// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.ScreenAction;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// What main.cf says of lists in the DNS that are asked before the greeting.
///
/// @param threshold from this rank on a client fails
/// @param allowThreshold down to this negative rank a client passes all tests; 0 where none does
/// @param shownName `postscreen_dnsbl_reply_map`: what a client hears in place of a domain
/// @param timeout how long the lists have to answer
/// @param ttl how long a client that has passed need not be asked about again
public record DnsblSettings(
        List<ScoredList> lists,
        int threshold,
        int allowThreshold,
        ScreenAction action,
        UnaryOperator<String> shownName,
        Duration timeout,
        Duration ttl) {

    public DnsblSettings {
        lists = List.copyOf(lists);
    }

    boolean isBad(Score score) {
        return score.rank() >= threshold;
    }

    boolean isWelcome(Score score) {
        return allowThreshold < 0 && score.rank() <= allowThreshold;
    }
}
