// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A policy service whose answers a transcript gives: `given policy sender=a@client.test => REJECT`
/// is the answer to requests with that attribute; the first line that fits counts. `connection=2`
/// fits what comes by the second connection. `<closed>` is to hang up instead, `<silent>` to say
/// nothing.
final class ScriptedPolicy implements AutoCloseable {
    private static final String START = "given policy ";

    private final List<Rule> rules = new ArrayList<>();
    private final ServerSocket door;

    private record Rule(Set<String> attributes, String answer) {
        static Rule parse(String line) {
            String[] parts = line.split(" ?=> ", 2);
            String[] attributes = parts[0].isEmpty() ? new String[0] : parts[0].split(" ");
            return new Rule(Set.of(attributes), parts[1]);
        }
    }

    ScriptedPolicy(List<String> transcript) throws IOException {
        transcript.stream()
                .filter(line -> line.startsWith(START))
                .map(line -> Rule.parse(line.substring(START.length())))
                .forEach(rules::add);
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    /// Where it is, for `check_policy_service`.
    String place() {
        return "inet:127.0.0.1:" + door.getLocalPort();
    }

    private void listen() {
        try {
            for (int number = 1; ; number++) {
                Socket client = door.accept();
                String connection = "connection=" + number;
                Thread.ofVirtual().start(() -> serve(client, connection));
            }
        } catch (IOException _) {
            // The test is over
        }
    }

    private void serve(Socket client, String connection) {
        try (client;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        client.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> request = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    request.add(line);
                    continue;
                }
                request.add(connection);
                String answer = answer(request);
                if (answer.equals("<closed>")) {
                    return;
                }
                if (!answer.equals("<silent>")) {
                    client.getOutputStream()
                            .write(("action=" + answer + "\n\n").getBytes(StandardCharsets.UTF_8));
                }
                request.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer(List<String> request) {
        return rules.stream()
                .filter(rule -> request.containsAll(rule.attributes()))
                .findFirst()
                .map(Rule::answer)
                .orElse("REJECT no rule fits");
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
