// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.notice;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.NoticeClass;

import java.util.Set;

/// Who is told of sessions, and of which.
///
/// @param classes `notify_classes`; those that are not about sessions have no effect here
/// @param recipient `error_notice_recipient`
/// @param sender `double_bounce_sender`
/// @param origin `myorigin`, the domain of MAILER-DAEMON
public record NoticeSettings(
        Set<NoticeClass> classes, Address recipient, Address sender, String origin) {

    public NoticeSettings {
        classes = Set.copyOf(classes);
    }
}
