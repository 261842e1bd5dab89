// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.account.UsersFileEditor;
import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;
import org.mailroom.server.RunningService;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// A server to try: its own folder, its own certificate, ports that need no rights, one account
/// with a new password each time.
@Command(
        name = "demo",
        description = {
            "Runs a server to try, on loopback ports only, and says what to type next.",
            "All it writes lies in one folder."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String USER = "demo";
    private static final int PASSWORD_CHARS = 12;
    // without letters that look alike
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where it keeps its files. Default: ${DEFAULT-VALUE}",
            defaultValue = "mailroom-demo")
    private Path folder = Path.of("mailroom-demo");

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path own = folder.toAbsolutePath().normalize();
        Files.createDirectories(own);
        String password = password();
        setPassword(own.resolve("users"), password);
        var ports = DemoPorts.free();
        Path mainCf = Files.writeString(own.resolve("main.cf"), configuration(own, ports));
        try (Mailroom mailroom = Mailroom.start(MainCf.load(mainCf, List.of()))) {
            PrintWriter out = spec.commandLine().getOut();
            String guide = new DemoGuide(ports, own, home(), USER, password).text();
            new RunningService(mailroom, () -> MainCf.load(mainCf, List.of()))
                    .run(
                            () -> {
                                out.print(guide);
                                out.flush();
                            });
            out.println("mailroom: stopped");
        }
        return 0;
    }

    private static String configuration(Path folder, DemoPorts ports) throws IOException {
        List<String> lines =
                new ArrayList<>(Files.readAllLines(home().resolve("config").resolve("demo.cf")));
        lines.add("demo_folder=" + folder);
        lines.addAll(ports.settings());
        return String.join("\n", lines) + "\n";
    }

    /// Where Mailroom is installed.
    private static Path home() {
        return Path.of(System.getProperty("mailroom.home", ".")).toAbsolutePath().normalize();
    }

    private static void setPassword(Path users, String password) throws IOException {
        var editor = new UsersFileEditor(users, Optional.empty());
        if (editor.add(USER, password) == UsersFileEditor.Result.ALREADY_THERE) {
            editor.changePassword(USER, password);
        }
    }

    private static String password() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_CHARS; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
