// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Runs programs as processes of its own: with the rights that this process has, or, where it is
/// that of root, with those of the user. Each has a session of its own, so that what it has started
/// can be killed with it, and a platform thread here while it runs.
public final class ProcessRunner implements ProgramRunner {
    /// What `env` answers where it cannot go to the directory, or there is no such program.
    private static final int CANNOT_START = 125;

    private static final int NOT_THERE = 127;

    private final Scratch scratch;
    private final Identity identity;

    /// Whose rights the programs get.
    public enum Identity {
        OF_THIS_PROCESS,
        /// Only root can give them.
        OF_THE_USER
    }

    /// @param scratch where the input of each program lies until that has opened it; what another
    ///   process has left there is removed
    public ProcessRunner(Path scratch, Identity identity) {
        this.scratch = new Scratch(scratch);
        this.scratch.clear();
        this.identity = identity;
    }

    @Override
    public Ended run(Job job) {
        if (job.words().getFirst().contains("=")) {
            return new Ended.NotRun("cannot run a program with = in its name");
        }
        Scratch.Place own;
        try {
            own = filled(job.input());
        } catch (IOException e) {
            return notRun(job, e);
        }
        return await(new FutureTask<>(() -> execute(job, own)));
    }

    // Here, and not on the thread of the program: an interrupt closes what that one reads
    private Scratch.Place filled(Job.Input input) throws IOException {
        Scratch.Place own = scratch.place();
        boolean filled = false;
        try (var out = new BufferedOutputStream(Files.newOutputStream(own.input()))) {
            input.writeTo(out);
            filled = true;
            return own;
        } finally {
            if (!filled) {
                own.close();
            }
        }
    }

    private static Ended await(FutureTask<Ended> task) {
        Thread thread = Thread.ofPlatform().name("program").daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return new Ended.NotRun("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Ended execute(Job job, Scratch.Place own) throws InterruptedException {
        try (own;
                var output = ProgramOutput.in(own.output())) {
            Process process = start(job, own);
            // Both are open
            own.close();
            return new RunningProgram(process, output).end(job.time());
        } catch (IOException e) {
            return notRun(job, e);
        }
    }

    // A file as input: a program that does not read holds nobody up
    private Process start(Job job, Scratch.Place own) throws IOException {
        var builder =
                new ProcessBuilder(words(job))
                        .redirectInput(own.input().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(own.output().toFile());
        builder.environment().clear();
        return builder.start();
    }

    private static Ended notRun(Job job, IOException e) {
        return new Ended.NotRun("cannot run " + job.words().getFirst() + ": " + e.getMessage());
    }

    // The directory is entered with the rights of the user, and what others say of the environment,
    // such as LD_PRELOAD, is heard by nothing that has more
    private List<String> words(Job job) {
        var words = new ArrayList<String>(List.of("/usr/bin/setsid"));
        if (identity == Identity.OF_THE_USER) {
            words.addAll(
                    List.of(
                            "/usr/bin/setpriv",
                            "--reuid=" + job.uid(),
                            "--regid=" + job.gid(),
                            "--clear-groups",
                            "--inh-caps=-all",
                            "--no-new-privs",
                            "--"));
        }
        words.addAll(List.of("/usr/bin/env", "-i", "--chdir=" + job.directory().orElse("/"), "--"));
        job.environment().forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(job.words());
        return words;
    }

    /// Whether its directory could not be entered, or something else before the program began.
    public static boolean isNotEntered(Ended ended) {
        return ended instanceof Ended.Exited(int status, _) && status == CANNOT_START;
    }

    /// Whether a status says that there was no program to run.
    public static boolean isNotStarted(int status) {
        return status >= CANNOT_START && status <= NOT_THERE;
    }
}
