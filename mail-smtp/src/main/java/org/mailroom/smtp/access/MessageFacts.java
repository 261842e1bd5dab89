// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// What is known of a message besides its envelope.
///
/// @param instance the same in all requests about one message, and in no others
/// @param octets what the client has announced; behind the content, what came
/// @param queueId empty as long as there is none
public record MessageFacts(String instance, long octets, String queueId) {}
