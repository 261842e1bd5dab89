// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

class PolicyServiceTest {
    private static final String HANGS_UP = "<closed>";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> warnings = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    private ServerSocket door;

    @BeforeEach
    void listen() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(
                () -> {
                    try {
                        while (true) {
                            Socket client = door.accept();
                            int number = connections.incrementAndGet();
                            Thread.startVirtualThread(() -> serve(client, number));
                        }
                    } catch (IOException _) {
                        // The test is over
                    }
                });
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    /// Gives the answers in their order, and then always the last.
    private void serve(Socket client, int number) {
        try (client;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        client.getInputStream(), StandardCharsets.UTF_8))) {
            var request = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    request.append(line).append('|');
                    continue;
                }
                requests.add(number + ": " + request);
                request.setLength(0);
                String answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
                if (answer.equals(HANGS_UP)) {
                    return;
                }
                OutputStream out = client.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // The client has gone
        }
    }

    private PolicyService service(String settings) {
        var services = new PolicyServices(PolicySettings.DEFAULT, Path.of("/"));
        return services.open("{ inet:127.0.0.1:%d %s }".formatted(door.getLocalPort(), settings));
    }

    private String ask(PolicyService service, String topic) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("request", "smtpd_access_policy");
        attributes.put("helo_name", "a\nb\0c\rd");
        return service.ask(attributes, topic, warnings::add, pauses::add);
    }

    @Test
    void sendsAttributesAndTakesTheAction() {
        answers.add("action=REJECT go away\n\n");

        assertThat(ask(service("policy_context=in"), "1")).isEqualTo("REJECT go away");
        assertThat(requests)
                .containsExactly(
                        "1: request=smtpd_access_policy|helo_name=a b c d|policy_context=in|");
        assertThat(warnings).isEmpty();
    }

    @Test
    void passesOverOtherAttributes() {
        answers.add("score=7\r\naction=  OK \r\naction=REJECT\r\n\r\n");

        assertThat(ask(service(""), "1")).isEqualTo("OK");
    }

    @Test
    void keepsItsConnection() {
        answers.add("action=OK\n\n");
        PolicyService service = service("");

        ask(service, "1");
        ask(service, "2");
        ask(service, "1");

        assertThat(connections).hasValue(1);
    }

    @Test
    void endsAConnectionAfterItsRequests() {
        answers.add("action=OK\n\n");
        PolicyService service = service("request_limit=2");

        for (int i = 0; i < 5; i++) {
            ask(service, "1");
        }

        assertThat(connections).hasValue(3);
    }

    @Test
    void asksAgainWhereAKeptConnectionWasClosed() {
        answers.addAll(List.of("action=OK\n\n", HANGS_UP, "action=DUNNO\n\n"));
        PolicyService service = service("");

        assertThat(ask(service, "1")).isEqualTo("OK");
        assertThat(ask(service, "1")).isEqualTo("DUNNO");
        assertThat(warnings).isEmpty();
    }

    @Test
    void triesAgainAfterAWhile() {
        answers.addAll(List.of(HANGS_UP, "action=OK\n\n"));
        PolicyService service = service("retry_delay=3s");

        assertThat(ask(service, "1")).isEqualTo("OK");
        assertThat(pauses).containsExactly(Duration.ofSeconds(3));
        assertThat(warnings)
                .containsExactly(
                        "problem talking to server " + service.name() + ": connection closed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    \\n                | an answer without an action
                    hello\\n\\n        | an answer without an action
                    action=\\n\\n      | an answer without an action
                    action=OK\\n       | no answer in time
                    """)
    void takesTheDefaultActionWhereTheAnswerIsNone(String answer, String problem) {
        answers.add(answer.replace("\\n", "\n"));
        PolicyService service = service("try_limit=1, timeout=1s, default_action=DUNNO");

        assertThat(ask(service, "1")).isEqualTo("DUNNO");
        assertThat(warnings)
                .containsExactly("problem talking to server " + service.name() + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource({"xxxxxxxxxx", "'x\n'"})
    void readsNoAnswerWithoutEnd(String part) {
        answers.add(part.repeat(10_000));

        assertThat(ask(service("try_limit=1, { default_action = 451 4.3.0 later }"), "1"))
                .isEqualTo("451 4.3.0 later");
        assertThat(warnings).singleElement().asString().contains("an answer of more than 16384");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        PolicyService service = service("");
        door.close();

        assertThat(ask(service, "1")).isEqualTo("451 4.3.5 Server configuration problem");
        assertThat(warnings).hasSize(2);
        assertThat(warnings).allMatch(warning -> warning.endsWith(": Connection refused"));
    }
}
