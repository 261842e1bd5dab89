// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.dnslist;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.Resolver;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Asks lists of the DNS. A question that had no answer is not put again for a while: what costs a
/// time-out costs it once, and not with each recipient. Safe for use by several threads.
public final class ListAnswers {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_QUESTIONS = 10_000;

    private final Resolver resolver;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<String, Failure> failures = new BoundedMap<>(MAX_QUESTIONS, Eldest.PUT);

    private record Failure(String why, long since) {}

    public ListAnswers(Resolver resolver, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.nanoTime = nanoTime;
    }

    /// What a list says of a name in it. Blocks.
    public ListAnswer of(String query, String zone) {
        String question = query + "." + zone;
        Optional<String> failed = failure(question);
        if (failed.isPresent()) {
            return new ListAnswer.Failed(failed.get());
        }
        ListAnswer answer = ListAnswer.of(query, zone, resolver);
        if (answer instanceof ListAnswer.Failed(var why)) {
            failed(question, why);
        }
        return answer;
    }

    /// What it says in words; empty where there are none. Blocks.
    public String reason(String name) {
        String question = name + " TXT";
        if (failure(question).isPresent()) {
            return "";
        }
        return switch (resolver.txt(name)) {
            case DnsAnswer.Records<String>(var texts, _) -> texts.stream().findFirst().orElse("");
            case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ -> "";
            case DnsAnswer.TryAgain<String>(var why) -> {
                failed(question, why);
                yield "";
            }
        };
    }

    private synchronized Optional<String> failure(String question) {
        return Optional.ofNullable(failures.get(question))
                .filter(it -> nanoTime.getAsLong() - it.since() < REMEMBERED.toNanos())
                .map(Failure::why);
    }

    private synchronized void failed(String question, String why) {
        failures.put(question, new Failure(why, nanoTime.getAsLong()));
    }
}
