// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.Mailroom;
import org.mailroom.server.ProgramLog;
import org.mailroom.server.programs.Programs;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/// The command `mailroom`. Exit codes: 0 done, 1 not done, 2 not understood.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ProgramLog.open();
        if (arguments.length > 0 && Programs.has(arguments[0])) {
            Programs.main(arguments);
        }
        System.exit(run(arguments));
    }

    // A service is started without the library for command lines, which takes a fifth of a second,
    // and which no cache of classes holds
    private static int run(String... arguments) {
        List<String> words = List.of(arguments);
        if (words.equals(List.of("rehearse"))) {
            return code(Rehearsal::run);
        }
        Optional<ConfigOptions> config =
                words.isEmpty() || !words.getFirst().equals("start")
                        ? Optional.empty()
                        : ConfigOptions.of(words.subList(1, words.size()));
        return config.isPresent()
                ? code(() -> start(config.get()))
                : MailroomCommand.run(arguments);
    }

    private static void start(ConfigOptions config) throws InterruptedException {
        // While the configuration is read
        Thread.ofPlatform().daemon().name("libraries").start(Mailroom::loadLibraries);
        StartCommand.run(config, writer(System.out));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static int code(Work work) {
        try {
            work.run();
            return 0;
        } catch (Exception e) {
            Complaint.of(e).print(writer(System.err));
            return 1;
        }
    }

    private static PrintWriter writer(PrintStream to) {
        return new PrintWriter(new OutputStreamWriter(to, to.charset()));
    }
}
