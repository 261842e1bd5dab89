// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.greylist;

import java.time.Duration;

/// What main.cf says of greylisting.
///
/// @param delay how long a new correspondent waits
/// @param autoAllow after so many correspondents that have come again a network is let through; 0
///   where none is
/// @param ipv4Bits the length of a network
/// @param ipv6Bits the same for IPv6
public record GreylistSettings(Duration delay, int autoAllow, int ipv4Bits, int ipv6Bits) {}
