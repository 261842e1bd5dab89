// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;

/// Makes summaries of messages: what listing and searching ask of them, in a form that only its
/// maker reads. The store keeps them, so that a message is looked through once. Safe for use by
/// several threads.
public interface Summarizer {
    /// The version of the form: summaries that another version has made are not used.
    int version();

    byte[] summarize(MessageContent content) throws IOException;
}
