// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.account.SaslExchange.Challenge;
import org.mailroom.core.account.SaslExchange.Done;
import org.mailroom.core.account.SaslExchange.LastWord;
import org.mailroom.core.account.SaslExchange.Malformed;
import org.mailroom.core.account.SaslExchange.Step;
import org.mailroom.core.account.ScramExchange.Binding;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Match;
import org.mailroom.core.tls.TlsChannel;
import org.mailroom.core.tls.TlsInfo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

class ScramExchangeTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final TlsChannel CHANNEL =
            type ->
                    type.equals("tls-exporter")
                            ? Optional.of(octets("the keys of TLS"))
                            : Optional.empty();
    private static final TlsInfo TLS =
            new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, List.of(), CHANNEL);
    private static final String FIRST = "n=user,r=rOprNGfwEbeRWgbNEkqO";
    private static final String NONCE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String OUR_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final ScramTerms TERMS = new ScramTerms("W22ZaJ0SNY7soEsUEjb6gQ==", 4096);
    private static final String ASKED = NONCE + ",s=" + TERMS.salt() + ",i=4096";

    @TempDir Path folder;
    private Path users;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void start() throws IOException {
        users = folder.resolve("users");
        authenticator = with(user("user", ScramHash.SHA_256, TERMS));
    }

    private PasswordAuthenticator with(String line) throws IOException {
        Files.writeString(users, line);
        var settings =
                new AccountSettings(
                        List.of(new UsersFile(users)),
                        domain -> domain.equals("example.org") ? Match.YES : Match.NO,
                        Optional.empty(),
                        InetAddress::isLoopbackAddress,
                        Duration.ofMinutes(1),
                        new BlockLimits(20, 100, Duration.ofHours(1)),
                        _ -> Lookup.NOT_FOUND,
                        true);
        return new PasswordAuthenticator(() -> settings, ScramSalts.passing());
    }

    @AfterEach
    void stop() {
        authenticator.close();
    }

    private static String user(String name, ScramHash hash, ScramTerms terms) {
        ScramKeys keys = hash.salted("pencil", terms).keys(terms);
        return "%s:{%s}%s%n".formatted(name, hash.mechanism(), keys.text());
    }

    private ScramExchange exchange(ScramHash hash, Binding binding, String nonce) {
        var client = new SaslClient("smtp", CLIENT, Optional.of(TLS));
        return new ScramExchange(hash, binding, authenticator, client, () -> nonce);
    }

    private ScramExchange exchange(Binding binding) {
        return exchange(ScramHash.SHA_256, binding, OUR_NONCE);
    }

    /// RFC 5802 §5 and RFC 7677 §3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHA_1|fyko+d2lbbFgONRv9qkxdawL|3rfcNHYJY1ZVvWVs7j|QSXCR+Q6sek8bf92"
                        + "|v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=|rmF9pqV8S7suAoZWja4dJRkFsKQ=",
                "SHA_256|rOprNGfwEbeRWgbNEkqO|%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
                        + "|W22ZaJ0SNY7soEsUEjb6gQ==|dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
                        + "|6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
            })
    void provesThatItKnowsThePasswordToWhoHasProvenIt(
            ScramHash hash, String theirs, String ours, String salt, String proof, String verifier)
            throws IOException {
        authenticator = with(user("user", hash, new ScramTerms(salt, 4096)));
        var exchange = exchange(hash, Binding.IMPOSSIBLE, ours);

        assertThat(exchange.start(Optional.of(octets("n,,n=user,r=" + theirs))))
                .isEqualTo(new Challenge("r=" + theirs + ours + ",s=" + salt + ",i=4096"));
        assertThat(exchange.answer(octets("c=biws,r=" + theirs + ours + ",p=" + proof)))
                .isEqualTo(
                        new LastWord(
                                "v=" + verifier,
                                new Done(new LoginVerdict.Accepted(new Account("user")), "user")));
    }

    @Test
    void asksForTheFirstMessageWhereItDidNotCome() {
        assertThat(exchange(Binding.OFFERED).start(Optional.empty())).isEqualTo(new Challenge(""));
    }

    @Test
    void takesALoginThatIsBoundToItsConnection() {
        assertThat(bound("tls-exporter", "the keys of TLS"))
                .isInstanceOfSatisfying(
                        LastWord.class, last -> assertThat(last.text()).startsWith("v="));
    }

    @Test
    void refusesALoginThatIsBoundToAnotherConnection() {
        assertThat(bound("tls-exporter", "other keys"))
                .isEqualTo(refused("channel-bindings-dont-match"));
    }

    @Test
    void refusesABindingThatItDoesNotHave() {
        assertThat(exchange(Binding.IN_USE).answer(octets("p=tls-unique,," + FIRST)))
                .isEqualTo(refused("unsupported-channel-binding-type"));
    }

    private Step bound(String type, String data) {
        var exchange = exchange(Binding.IN_USE);
        String header = "p=" + type + ",,";
        exchange.answer(octets(header + FIRST));
        String binding = Base64.getEncoder().encodeToString(octets(header + data));
        String last = "c=" + binding + "," + NONCE;
        byte[] proof =
                ScramHash.SHA_256
                        .salted("pencil", TERMS)
                        .clientProof(FIRST + "," + ASKED + "," + last);
        return exchange.answer(octets(last + ",p=" + Base64.getEncoder().encodeToString(proof)));
    }

    /// RFC 5802 §6.
    @ParameterizedTest
    @CsvSource({
        "OFFERED, 'y,,', server-does-support-channel-binding",
        "IN_USE, 'n,,', server-does-support-channel-binding",
        "IN_USE, 'y,,', server-does-support-channel-binding",
        "OFFERED, 'p=tls-exporter,,', channel-binding-not-supported",
        "OFFERED, 'n,a=root,', other-error",
        "OFFERED, 'n,,m=ext,', extensions-not-supported",
    })
    void refusesWhatDoesNotFitWhatIsOffered(Binding binding, String header, String error) {
        assertThat(exchange(binding).answer(octets(header + FIRST))).isEqualTo(refused(error));
    }

    @Test
    void believesAClientThatSawNoChannelBindingWhereThereIsNone() {
        assertThat(exchange(Binding.IMPOSSIBLE).answer(octets("y,a=user," + FIRST)))
                .isEqualTo(new Challenge(ASKED));
    }

    @Test
    void refusesAWrongProof() {
        var exchange = exchange(Binding.OFFERED);
        exchange.answer(octets("n,," + FIRST));

        assertThat(exchange.answer(octets("c=biws," + NONCE + ",p=AAAA")))
                .isEqualTo(new Done(new LoginVerdict.Rejected(), "user"));
    }

    @Test
    void refusesAnotherNonceThanItsOwn() {
        var exchange = exchange(Binding.OFFERED);
        exchange.answer(octets("n,," + FIRST));

        assertThat(exchange.answer(octets("c=biws,r=another,p=AAAA")))
                .isEqualTo(refused("other-error"));
    }

    @Test
    void asksWhoHasNoAccountForTheSameAlways() {
        Step once = exchange(Binding.OFFERED).answer(octets("n,,n=eve,r=x"));
        Step again = exchange(Binding.OFFERED).answer(octets("n,,n=eve,r=x"));
        Step byAddress = exchange(Binding.OFFERED).answer(octets("n,,n=Eve@example.org,r=x"));
        Step another = exchange(Binding.OFFERED).answer(octets("n,,n=mallory,r=x"));

        assertThat(once).isInstanceOf(Challenge.class).isEqualTo(again).isEqualTo(byAddress);
        assertThat(another).isNotEqualTo(once);
    }

    @Test
    void refusesWhoHasNoAccountAsItRefusesAWrongProof() {
        var exchange = exchange(Binding.OFFERED);
        exchange.answer(octets("n,,n=eve,r=x"));

        assertThat(exchange.answer(octets("c=biws,r=x" + OUR_NONCE + ",p=AAAA")))
                .isEqualTo(new Done(new LoginVerdict.Rejected(), "eve"));
    }

    @Test
    void takesNamesWithCommasAndEqualsSigns() {
        assertThat(exchange(Binding.OFFERED).answer(octets("p=x,,n=a=2Cb=3D,r=x")))
                .isInstanceOfSatisfying(
                        LastWord.class,
                        last -> assertThat(last.outcome().user()).isEqualTo("a,b="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "n,,", "n,,n=user", "x,,n=user,r=x", "n,,n=us=er,r=x", "n,n=user,r=x"})
    void doesNotTakeForAnAttemptWhatIsNone(String first) {
        assertThat(exchange(Binding.OFFERED).answer(octets(first))).isEqualTo(new Malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c=biws,r=x", "c=biws,r=x,p=", "c=====,r=x,p=AAAA"})
    void doesNotTakeForAProofWhatIsNone(String last) {
        var exchange = exchange(Binding.OFFERED);
        exchange.answer(octets("n,," + FIRST));

        assertThat(exchange.answer(octets(last))).isEqualTo(new Malformed());
    }

    @Test
    void derivesTheKeysOfAPasswordThatIsKeptAsItIs() throws IOException {
        authenticator = with("user:{PLAIN}pencil");
        ScramTerms terms = authenticator.terms("user@example.org", ScramHash.SHA_1);
        var exchange = exchange(ScramHash.SHA_1, Binding.OFFERED, "y");
        Step asked = exchange.answer(octets("n,,n=user,r=x"));
        String challenge = "r=xy,s=" + terms.salt() + ",i=" + terms.iterations();
        String message = "n=user,r=x," + challenge + ",c=biws,r=xy";
        byte[] proof = ScramHash.SHA_1.salted("pencil", terms).clientProof(message);

        Step last =
                exchange.answer(
                        octets("c=biws,r=xy,p=" + Base64.getEncoder().encodeToString(proof)));

        assertThat(asked).isEqualTo(new Challenge(challenge));
        assertThat(last)
                .isInstanceOfSatisfying(
                        LastWord.class,
                        word ->
                                assertThat(word.outcome().verdict())
                                        .isInstanceOf(LoginVerdict.Accepted.class));
    }

    @Test
    void keepsWhatItMakesSaltsOf() throws IOException {
        Path file = folder.resolve("data/scram-secret");

        ScramTerms before = ScramSalts.keptIn(file).of("eve");

        assertThat(ScramSalts.keptIn(file).of("eve")).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    private static LastWord refused(String error) {
        return new LastWord("e=" + error, new Done(new LoginVerdict.Rejected(), "user"));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
