// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// The restriction lists, in the order in which they are asked.
public enum Stage {
    CLIENT("smtpd_client_restrictions", Subject.CLIENT),
    HELO("smtpd_helo_restrictions", Subject.HELO),
    SENDER("smtpd_sender_restrictions", Subject.SENDER),
    RELAY("smtpd_relay_restrictions", Subject.RECIPIENT),
    RECIPIENT("smtpd_recipient_restrictions", Subject.RECIPIENT),
    DATA("smtpd_data_restrictions", Subject.DATA),
    END_OF_DATA("smtpd_end_of_data_restrictions", Subject.END_OF_DATA),
    ETRN("smtpd_etrn_restrictions", Subject.ETRN);

    private final String parameter;
    private final Subject subject;

    Stage(String parameter, Subject subject) {
        this.parameter = parameter;
        this.subject = subject;
    }

    /// The name of the list in main.cf.
    public String parameter() {
        return parameter;
    }

    Subject subject() {
        return subject;
    }
}
