// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

class PipeCommandTest {

    @Test
    void readsWhatMasterCfHas() {
        PipeCommand command =
                PipeCommand.parse(
                        """
                        pipe flags=DR> user=vmail:mail directory=/tmp size=1000 eol=\\r\\n null_sender=
                          argv=/usr/bin/maildrop -d ${recipient} { two words }
                        """);

        assertThat(command.flags())
                .isEqualTo(
                        Set.of(PipeFlag.DELIVERED_TO, PipeFlag.RETURN_PATH, PipeFlag.QUOTED_FROM));
        assertThat(command.user()).isEqualTo("vmail:mail");
        assertThat(command.directory()).isEqualTo(Optional.of("/tmp"));
        assertThat(command.size()).isEqualTo(1000);
        assertThat(command.endOfLine()).isEqualTo("\r\n");
        assertThat(command.nullSender()).isEmpty();
        assertThat(command.arguments().arguments())
                .extracting(PipeArguments.Argument::template)
                .containsExactly("/usr/bin/maildrop", "-d", "${recipient}", "two words");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp -o a=b                        | expected pipe flags=
                    pipe flags=D argv=/bin/x           | user= is missing
                    pipe user=me                       | argv= is missing
                    pipe user=me flags=Z argv=/bin/x   | flags=Z: expected letters of BDFORXhqu.>
                    pipe user=me chroot=/ argv=/bin/x  | chroot=/: expected flags=
                    pipe user=me size=many argv=/bin/x | size=many: expected a number
                    pipe user=me argv=/bin/x $nobody   | there is no macro $nobody
                    pipe user=me argv=${user}          | expected a program
                    pipe user=me argv=/bin/x {a        | '}' is missing
                    """)
    void saysWhatIsWrong(String text, String fault) {
        assertThatThrownBy(() -> PipeCommand.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void repeatsWhatDependsOnTheRecipient() throws PipeArguments.OptionException {
        PipeArguments arguments =
                PipeArguments.of(List.of("/bin/x", "-f", "$sender", "to=${user}"));

        assertThat(
                        arguments.words(
                                List.of(
                                        of(Map.of("sender", "s", "user", "ann")),
                                        of(Map.of("sender", "s", "user", "bob")))))
                .containsExactly("/bin/x", "-f", "s", "to=ann", "to=bob");
    }

    @Test
    void makesNoOptionOfAnAddress() {
        PipeArguments arguments = PipeArguments.of(List.of("/bin/x", "${user}"));

        assertThatThrownBy(() -> arguments.words(List.of(of(Map.of("user", "-rf")))))
                .isInstanceOf(PipeArguments.OptionException.class);
    }

    private static Function<String, String> of(Map<String, String> values) {
        return name -> values.getOrDefault(name, "");
    }
}
