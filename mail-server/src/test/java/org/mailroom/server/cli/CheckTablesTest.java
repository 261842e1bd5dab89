// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// What `mailroom check` finds wrong in tables: each entry that means nothing, with its line.
class CheckTablesTest {
    @TempDir Path folder;
    private AdminShell shell;

    @BeforeEach
    void configure() throws IOException {
        shell = new AdminShell(folder);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /// The faults, with the folder left out.
    private String faults() {
        return shell.err().replace("error: " + folder + "/", "");
    }

    @Test
    void findsActionsThatMeanNothing() throws IOException {
        file(
                "access",
                """
                # all that can be done
                a.test  OK
                b.test  554 5.7.1 no
                c.test  1234567
                d.test  reject_unauth_destination, permit_mynetworks
                e.test  dunno
                f.test  Filter smtp:[127.0.0.1]:10025
                g.test  warn_if_reject reject_unknown_client_hostname
                h.test  check_helo_access hash:%1$s/more
                i.test  mine, reject
                j.test  reject_rbl_client bl.test=127.0.[0;1].[2..11]
                # nothing of this
                k.test  FROB away
                l.test  REJECTT no, thanks
                m.test  999 too high
                n.test  permit_mynetwork, reject
                o.test  FILTER smtp
                p.test  REDIRECT nowhere
                q.test  PREPEND nothing
                r.test  reject_rbl_client bl.test=127.0.0.300
                s.test  reject_rbl_client bl.test=127.0.0.[9..2]
                """
                        .formatted(folder));
        file("more", "x  FROB\n");
        file("cidr", "10.0.0.0/8  FROB\n11.0.0.0/8  REJECT gone\n");
        file("regexp", "/a(.)/  REJECT $1\n/b(.)/  $1\n/c(.)/  FROB $1\n/d(.)/  OK\n");
        shell.configure(
                """
                smtpd_restriction_classes = mine, yours
                mine = check_client_access cidr:$config_directory/cidr
                yours = warn_if_reject check_client_mx_access regexp:$config_directory/regexp
                smtpd_sender_restrictions = check_sender_access hash:$config_directory/access
                submission/inet/smtpd_client_restrictions = mine, yours
                smtpd_helo_restrictions = check_helo_access inline:{h.test=OKAY}
                """);

        assertThat(shell.check()).isOne();

        String action =
                "expected an action such as OK, DUNNO or REJECT, a reply code, or restrictions";
        assertThat(faults())
                .isEqualTo(
                        """
                        main.cf, line 14: smtpd_helo_restrictions = check_helo_access inline:{h.test=OKAY}: unknown smtpd restriction: "OKAY": %1$s
                        more, line 1: unknown smtpd restriction: "FROB": %1$s
                        cidr, line 1: unknown smtpd restriction: "FROB": %1$s
                        access, line 13: unknown smtpd restriction: "FROB": %1$s
                        access, line 14: unknown smtpd restriction: "REJECTT", did you mean "reject"?
                        access, line 15: unknown smtpd restriction: "999": %1$s
                        access, line 16: unknown smtpd restriction: "permit_mynetwork", did you mean "permit_mynetworks"?
                        access, line 17: "FILTER smtp" is not understood: expected transport:destination
                        access, line 18: "REDIRECT nowhere" is not understood: expected user@domain
                        access, line 19: "PREPEND nothing" is not understood: expected a header field
                        access, line 20: "bl.test=127.0.0.300" is no DNS list: expected a domain, or domain=127.0.0.2
                        access, line 21: "bl.test=127.0.0.[9..2]" is no DNS list: expected a domain, or domain=127.0.0.2
                        regexp, line 3: unknown smtpd restriction: "FROB": %1$s
                        """
                                .formatted(action));
    }

    @Test
    void tellsOfTheFirstEntriesOfATableThatIsNone() throws IOException {
        file(
                "access",
                IntStream.range(0, 100).mapToObj("%d.test FROB\n"::formatted).collect(joining()));
        shell.configure(
                "smtpd_sender_restrictions = check_sender_access hash:$config_directory/access\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err()).hasLineCount(20);
    }

    @Test
    void tellsOfTheFirstPoliciesOfATableThatAreNone() throws IOException {
        file(
                "policies",
                IntStream.range(0, 100).mapToObj("%d.test FROB\n"::formatted).collect(joining()));
        shell.configure("smtp_tls_policy_maps = hash:$config_directory/policies\n");

        assertThat(shell.check()).isOne();

        assertThat(shell.err()).hasLineCount(20);
    }

    @Test
    void findsWhatMeansNothingToPostscreen() throws IOException {
        file("access", "10.0.0.0/8 permit\n11.0.0.0/8 OK\n");
        shell.configure(
                "postscreen_access_list = permit_mynetworks, cidr:$config_directory/access\n");

        assertThat(shell.check()).isOne();

        assertThat(faults())
                .isEqualTo("access, line 2: \"OK\": expected permit, reject or dunno\n");
    }

    @Test
    void findsTlsPoliciesThatMeanNothing() throws IOException {
        file(
                "policy",
                """
                a.test  may
                b.test  secure match=nexthop:.b.test protocols=>=TLSv1.2
                c.test  secur
                d.test  encrypt mach=d.test
                e.test  encrypt protocols=SSLv3
                f.test  secure tafile=/no/anchors.pem
                """);
        shell.configure(
                """
                smtp_tls_policy_maps = hash:$config_directory/policy
                relay/unix/smtp_tls_policy_maps = inline:{a.test=none b.test=all}
                lmtp_tls_policy_maps = static:maybe
                """);
        String levels =
                "expected one of none, may, encrypt, dane, dane-only, fingerprint, verify, secure";

        assertThat(shell.check()).isOne();

        assertThat(faults())
                .isEqualTo(
                        """
                        policy, line 3: unknown level "secur": %1$s
                        policy, line 4: unknown attribute "mach": expected match=, protocols=, servername= or tafile=
                        policy, line 5: it leaves nothing: there are TLSv1.2 and TLSv1.3
                        policy, line 6: cannot read /no/anchors.pem: there is no such file
                        main.cf, line 10: relay/unix/smtp_tls_policy_maps = inline:{a.test=none b.test=all}: unknown level "all": %1$s
                        main.cf, line 11: lmtp_tls_policy_maps = static:maybe: unknown level "maybe": %1$s
                        """
                                .formatted(levels));
    }

    @Test
    void findsProgramsThatAreNotThere() throws IOException {
        file(
                "commands",
                """
                ann  /no/maps -x
                bob  exec "/no/filter" "$EXTENSION"
                eve  /bin/true
                joe  IFS=' ' && /no/shell
                """);
        shell.configure(
                """
                mailbox_command = /no/procmail -a "$EXTENSION"
                mailbox_command_maps = hash:$config_directory/commands
                one/unix/command = pipe user=nobody argv=/no/program ${recipient}
                two/unix/command = pipe user=nobody argv=true ${recipient}
                six/unix/command = pipe user=nobody argv=no-program
                ten/unix/command = pipe user=nobody argv=/usr/bin
                """);

        assertThat(shell.check()).isOne();

        assertThat(faults().lines().filter(line -> !line.contains("helper")))
                .containsExactlyInAnyOrder(
                        "main.cf, line 9: mailbox_command = /no/procmail -a \"$EXTENSION\": there"
                                + " is no program /no/procmail",
                        "main.cf, line 11: one/unix/command = pipe user=nobody argv=/no/program"
                                + " ${recipient}: there is no program /no/program",
                        "main.cf, line 13: six/unix/command = pipe user=nobody argv=no-program:"
                                + " there is no program no-program",
                        "main.cf, line 14: ten/unix/command = pipe user=nobody argv=/usr/bin:"
                                + " /usr/bin is a directory, and no program",
                        "commands, line 1: there is no program /no/maps",
                        "commands, line 2: there is no program /no/filter");
    }
}
