// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import jdk.net.ExtendedSocketOptions;

import org.mailroom.core.program.Ended;
import org.mailroom.core.program.Job;
import org.mailroom.core.program.JobCodec;
import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginCodec;
import org.mailroom.core.program.LoginQuestion;
import org.mailroom.core.program.ProgramRunner;
import org.mailroom.core.program.Verb;
import org.mailroom.server.control.AcceptLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers the server on a Unix socket: a connection is one job, and its answer how that has ended.
/// Nobody else is heard, whoever may connect. A thread for each connection.
public final class Helper {
    private static final Logger LOG = LoggerFactory.getLogger(Helper.class);
    private static final int MAX_JOBS = 200;
    private static final String TOO_MANY = "too many jobs at once";

    private final ServerSocketChannel socket;
    private final String server;
    private final JobRules rules;
    private final ProgramRunner programs;
    private final PasswordJudge passwords;
    private final AtomicInteger running = new AtomicInteger();
    private final Idleness idleness;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("helper/silence").daemon().factory());

    /// @param server the user whose jobs are done, and nobody else's
    /// @param idleness hears of each job
    /// @param patience with one who has begun to tell of a job, and says nothing
    public Helper(
            ServerSocketChannel socket,
            String server,
            JobRules rules,
            ProgramRunner programs,
            PasswordJudge passwords,
            Idleness idleness,
            Duration patience) {
        this.socket = socket;
        this.server = server;
        this.rules = rules;
        this.programs = programs;
        this.passwords = passwords;
        this.idleness = idleness;
        this.patience = patience;
        timer.setRemoveOnCancelPolicy(true);
    }

    /// Answers until the socket is closed.
    public void serve() {
        new AcceptLoop(socket, "helper/job").run(this::serve);
    }

    private void serve(SocketChannel peer) {
        idleness.begin();
        int number = running.incrementAndGet();
        try (peer) {
            String user = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!user.equals(server)) {
                LOG.warn("user {} may not ask for anything", user);
                return;
            }
            answer(peer, number > MAX_JOBS);
        } catch (IOException e) {
            LOG.debug("helper socket: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a job has failed", e);
        } finally {
            running.decrementAndGet();
            idleness.end();
        }
    }

    private void answer(SocketChannel peer, boolean areTooMany) throws IOException {
        var timed = new TimedInput(peer, timer, patience);
        var in = new DataInputStream(new BufferedInputStream(timed));
        var out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(peer)));
        switch (Verb.read(in)) {
            case RUN ->
                    JobCodec.write(areTooMany ? new Ended.NotRun(TOO_MANY) : ended(in, timed), out);
            case LOGIN -> {
                LoginQuestion question = LoginCodec.readQuestion(in);
                timed.waitForEver();
                LoginCodec.write(
                        areTooMany
                                ? new LoginAnswer.Unavailable(TOO_MANY)
                                : passwords.judge(question),
                        out);
            }
        }
    }

    private Ended ended(DataInputStream in, TimedInput timed) throws IOException {
        Job job = JobCodec.readJob(in);
        var refusal = rules.refusal(job);
        if (refusal.isPresent()) {
            LOG.warn("refused: {}", refusal.get());
            return new Ended.NotRun(refusal.get());
        }
        LOG.info("uid {} runs {}", job.uid(), job.words().getFirst());
        var watch = new Watch(in, timed, Thread.currentThread());
        return programs.run(watch.over(job));
    }
}
