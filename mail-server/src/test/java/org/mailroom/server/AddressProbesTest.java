// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.smtp.verify.Inquiry;
import org.mailroom.smtp.verify.Standing;
import org.mailroom.smtp.verify.VerifySettings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class AddressProbesTest {
    @TempDir Path folder;

    /// Waits until it is interrupted.
    private record Endless(CountDownLatch interrupted) implements Courier {
        @Override
        public List<Delivery> deliver(Consignment consignment) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return List.of();
        }
    }

    @Test
    void givesAServerUpThatDoesNotAnswerInTime() throws Exception {
        MainCf main = TestConfiguration.in(folder, "default_transport = smtp\n");
        RouteSettings routes = Settings.of(main, TlsMaterial::look, _ -> {}).routes();
        var clock = InstantSource.system();
        var interrupted = new CountDownLatch(1);
        try (var log = MailLog.open(folder.resolve("log"), "host", LogTags.of("postfix"), clock)) {
            var probes =
                    new AddressProbes(
                            new TrivialRewrite(() -> routes),
                            new Endless(interrupted),
                            Route.ToHosts::nexthop,
                            () -> main,
                            log,
                            clock,
                            Duration.ofMillis(20));

            var inquiry = (Inquiry.AtServer) probes.inquiry(new Address("a", "slow.test"));

            assertThat(inquiry.question().get())
                    .isEqualTo(new Standing.Unsure("the server did not answer in time"));
        }
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsAndRemembersAsMainCfSays() throws Exception {
        MainCf main =
                TestConfiguration.in(
                        folder,
                        """
                        address_verify_poll_count = 4
                        address_verify_poll_delay = 2s
                        address_verify_negative_cache = no
                        address_verify_pending_request_limit = 70
                        """);
        RouteSettings routes = Settings.of(main, TlsMaterial::look, _ -> {}).routes();
        var clock = InstantSource.system();
        try (var log = MailLog.open(folder.resolve("log"), "host", LogTags.of("postfix"), clock)) {
            VerifySettings settings =
                    new AddressProbes(
                                    new TrivialRewrite(() -> routes),
                                    _ -> List.of(),
                                    Route.ToHosts::nexthop,
                                    () -> main,
                                    log,
                                    clock,
                                    AddressProbes.PATIENCE)
                            .settings();

            assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(6));
            assertThat(settings.negativeCache()).isFalse();
            assertThat(settings.pendingLimit()).isEqualTo(70);
        }
    }
}
