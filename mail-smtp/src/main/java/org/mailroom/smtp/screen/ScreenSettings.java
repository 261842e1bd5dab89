// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.config.ScreenAction;

import java.time.Duration;

/// What main.cf says of the tests of clients before the greeting.
///
/// @param hostname `myhostname`
/// @param greetBanner `postscreen_greet_banner`: said before the wait, where it is not empty
/// @param greetWait `postscreen_greet_wait`; zero where nobody waits
/// @param greetTtl how long the test need not be repeated
public record ScreenSettings(
        String hostname,
        AccessList accessList,
        ScreenAction denylistAction,
        String greetBanner,
        Duration greetWait,
        ScreenAction greetAction,
        Duration greetTtl,
        DnsblSettings dnsbl) {

    /// Whether anything is tested at all.
    boolean isOn() {
        return hasTests() || accessList.turnsAway();
    }

    boolean hasTests() {
        return testsGreeting() || asksLists();
    }

    boolean asksLists() {
        return !dnsbl.lists().isEmpty();
    }

    boolean testsGreeting() {
        return greetWait.isPositive();
    }
}
