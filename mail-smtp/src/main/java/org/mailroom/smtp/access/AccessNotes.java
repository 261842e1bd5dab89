// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// Where the judgement of a request leaves its remarks for the log.
public interface AccessNotes {

    /// A fact about the request: `kind` is `reject_warning`, `warn`, `info` or `discard`.
    void remark(String kind, Request request, String text);

    /// Something that the administrator should mend.
    void warning(String text);
}
