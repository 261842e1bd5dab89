// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// Where the judgement of a request leaves its remarks for the log.
public interface AccessNotes {

    /// A fact about the request: `kind` is `reject_warning`, `permit`, or an action of access(5)
    /// such as `warn`, `info`, `discard`, `hold`, `filter`, `redirect`, `bcc`.
    void remark(String kind, Request request, String text);

    /// Something that the administrator should mend.
    void warning(String text);
}
