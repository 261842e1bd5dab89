// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.MainCf;

/// What a reload says of parameters that are read at start only.
class StartParametersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mynetworks = 10.0.0.0/8 | mynetworks, in smtpd_client_event_limit_exceptions by"
                        + " default,",
                "smtpd_client_event_limit_exceptions = 10.0.0.0/8 |"
                        + " smtpd_client_event_limit_exceptions",
                "smtpd_client_connection_limit_exceptions = 10.0.0.0/8 |"
                        + " smtpd_client_connection_limit_exceptions",
                "data_directory = /other | data_directory",
                "queue_directory = /other | queue_directory",
                "submission/inet/smtpd_client_event_limit_exceptions = 10.0.0.0/8 |"
                        + " submission/inet/smtpd_client_event_limit_exceptions"
            })
    void namesWhatTheAdministratorHasChanged(String line, String told) {
        MainCf running = MainCf.of("mynetworks = 127.0.0.0/8\n");

        assertThat(StartParameters.changed(running, MainCf.of("mynetworks = 127.0.0.0/8\n" + line)))
                .containsExactly(told);
    }
}
