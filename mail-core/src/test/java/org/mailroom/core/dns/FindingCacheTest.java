// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.dns.Finding.Kind;
import org.mailroom.core.dns.FindingCache.Question;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class FindingCacheTest {
    private final AtomicLong now = new AtomicLong();

    @Test
    void keepsAnswersAsLongAsTheyAreGood() {
        var cache = new FindingCache(10_000, now::get);
        cache.put(question("a"), finding(60, 100));
        cache.put(question("b"), finding(0, 100));

        assertThat(cache.get(question("a"))).isPresent();
        assertThat(cache.get(question("A"))).isPresent();
        assertThat(cache.get(question("b"))).isEmpty();
        now.set(Duration.ofSeconds(60).toNanos());
        assertThat(cache.get(question("a"))).isEmpty();
    }

    @Test
    void forgetsWhatNobodyAskedForLongest() {
        var cache = new FindingCache(3_000, now::get);
        cache.put(question("a"), finding(60, 700));
        cache.put(question("b"), finding(60, 700));
        cache.put(question("b"), finding(60, 700));
        cache.put(question("c"), finding(60, 700));
        cache.get(question("a"));
        cache.put(question("d"), finding(60, 700));

        assertThat(cache.get(question("b"))).isEmpty();
        assertThat(cache.get(question("a"))).isPresent();
        assertThat(cache.get(question("c"))).isPresent();
        cache.put(question("e"), finding(60, 60_000));
        assertThat(cache.get(question("d"))).isEmpty();
        assertThat(cache.get(question("e"))).isEmpty();
    }

    private static Question question(String name) {
        return new Question(Name.fromConstantString(name + ".test."), Type.TXT);
    }

    private static Finding finding(int seconds, int octets) {
        return new Finding(
                Kind.FOUND,
                Name.root,
                List.of(),
                Dnssec.SECURE,
                Duration.ofSeconds(seconds),
                octets);
    }
}
