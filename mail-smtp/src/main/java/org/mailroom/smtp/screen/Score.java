// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.dns.Resolver;
import org.mailroom.smtp.dnslist.ListAnswer;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the lists of the DNS say of a client, taken together.
///
/// @param rank the sum of their weights
/// @param heaviest the domain that weighs most against it; empty where none does
record Score(int rank, String heaviest) {
    static final Score NOTHING = new Score(0, "");

    /// Asks all lists at once. One that has not answered in time says nothing. Blocks.
    static Score of(
            InetAddress client,
            List<ScoredList> lists,
            Resolver resolver,
            Duration time,
            ScreenLog log) {
        List<Callable<List<ScoredList>>> questions =
                lists.stream().collect(Collectors.groupingBy(ScoredList::zone)).values().stream()
                        .<Callable<List<ScoredList>>>map(
                                ofZone -> () -> listing(client, ofZone, resolver, log))
                        .toList();
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return sum(
                    askers.invokeAll(questions, time.toMillis(), TimeUnit.MILLISECONDS).stream()
                            .flatMap(Score::found)
                            .toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOTHING;
        } finally {
            askers.shutdownNow();
        }
    }

    /// Of the entries about one domain those that hold.
    private static List<ScoredList> listing(
            InetAddress client, List<ScoredList> ofZone, Resolver resolver, ScreenLog log) {
        String zone = ofZone.getFirst().zone();
        return switch (ListAnswer.of(ListAnswer.reversed(client), zone, resolver)) {
            case ListAnswer.Entries(var addresses) -> {
                addresses.forEach(address -> log.listed(client, zone, address));
                yield ofZone.stream()
                        .filter(list -> addresses.stream().anyMatch(list.filter()::matches))
                        .toList();
            }
            case ListAnswer.NoEntry() -> List.of();
            case ListAnswer.Failed(var why) -> {
                log.warning(why);
                yield List.of();
            }
        };
    }

    private static Stream<ScoredList> found(Future<List<ScoredList>> answer) {
        try {
            return answer.get().stream();
        } catch (CancellationException late) {
            return Stream.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Stream.empty();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static Score sum(List<ScoredList> found) {
        String heaviest =
                found.stream()
                        .filter(list -> list.weight() > 0)
                        .max(Comparator.comparingInt(ScoredList::weight))
                        .map(ScoredList::zone)
                        .orElse("");
        return new Score(found.stream().mapToInt(ScoredList::weight).sum(), heaviest);
    }
}
