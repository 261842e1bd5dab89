// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.Peer;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.identity.CertificateNames;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// What is known of a session in the words of milters: macros. Used by one thread.
final class MacroValues {
    private static final List<String> OF_MAIL =
            List.of("{mail_addr}", "{mail_host}", "{mail_mailer}", "i");

    /// What STARTTLS makes, or makes forgotten.
    private static final List<String> OF_SESSION =
            List.of("{tls_version}", "{cipher}", "{cipher_bits}", "{auth_authen}", "{auth_type}");

    private final MilterSettings.Macros settings;
    private final BiFunction<Address, ReversePath, Route> router;
    private final Map<String, String> values = new HashMap<>();

    MacroValues(MilterSettings.Macros settings, BiFunction<Address, ReversePath, Route> router) {
        this.settings = settings;
        this.router = router;
        values.putAll(settings.values());
    }

    void connected(Client client) {
        Peer peer = client.peer();
        ClientName name = client.name();
        boolean doubtful = !name.confirmed().equalsIgnoreCase(name.reverse());
        values.put(
                "_",
                name.reverse()
                        + " ["
                        + client.addressText()
                        + (doubtful ? "] (may be forged)" : "]"));
        values.put("{client_name}", name.confirmed());
        values.put("{client_ptr}", name.reverse());
        values.put("{client_resolve}", resolve(name));
        values.put("{client_connections}", Integer.toString(client.connections()));
        values.put("{client_addr}", client.addressText());
        values.put("{client_port}", Integer.toString(peer.remote().getPort()));
        values.put("{daemon_addr}", daemonAddress(peer));
        values.put("{daemon_port}", Integer.toString(peer.local().getPort()));
    }

    private static String resolve(ClientName name) {
        return switch (name.confirmedBy()) {
            case FOUND -> "OK";
            case UNSURE -> "TEMP";
            case NONE -> name.reverseBy() == ClientName.Finding.FOUND ? "FORGED" : "FAIL";
        };
    }

    private static String daemonAddress(Peer peer) {
        return Network.text(peer.local().getAddress());
    }

    void client(Client client) {
        values.keySet().removeAll(OF_SESSION);
        client.tls()
                .ifPresent(
                        tls -> {
                            values.put("{tls_version}", tls.protocol());
                            values.put("{cipher}", tls.cipher());
                            values.put("{cipher_bits}", Integer.toString(tls.bits()));
                        });
        CertificateNames.of(client)
                .ifPresent(
                        names -> {
                            values.put("{cert_subject}", names.subject());
                            values.put("{cert_issuer}", names.issuer());
                        });
        client.login()
                .ifPresent(
                        login -> {
                            values.put("{auth_authen}", login.user());
                            values.put("{auth_type}", login.mechanism());
                        });
    }

    void mail(ReversePath sender, Optional<String> submitter) {
        values.put("{mail_addr}", sender.toString());
        submitter.ifPresent(author -> values.put("{auth_author}", author));
        if (sender instanceof ReversePath.Sender(var address)) {
            route(router.apply(address, sender), "mail");
        }
    }

    void recipient(Address recipient, ReversePath sender) {
        values.put("{rcpt_addr}", recipient.toString());
        route(router.apply(recipient, sender), "rcpt");
    }

    /// A recipient that is refused already.
    void refused(Reply reply) {
        values.put("{rcpt_addr}", reply.lines().getLast());
        values.put("{rcpt_host}", reply.status());
        values.put("{rcpt_mailer}", "error");
    }

    private void route(Route route, String whose) {
        String mailer = "{" + whose + "_mailer}";
        String host = "{" + whose + "_host}";
        switch (route) {
            case Route.ToMailbox(var transport, _, var to) -> {
                values.put(mailer, transport);
                values.put(host, transport.equals("local") ? hostname() : to.domain());
            }
            case Route.Onward onward -> {
                values.put(mailer, onward.transport());
                values.put(host, onward.nexthop());
            }
            case Route.ToOwner _, Route.ToList _ -> {
                values.put(mailer, "local");
                values.put(host, hostname());
            }
            case Route.Discard(var text) -> {
                values.put(mailer, "discard");
                values.put(host, text);
            }
            case Route.Reject(_, var text) -> {
                values.put(mailer, "error");
                values.put(host, text);
            }
            case Route.Defer(_, var text) -> {
                values.put(mailer, "retry");
                values.put(host, text);
            }
        }
    }

    private String hostname() {
        return values.getOrDefault("j", "");
    }

    void message(QueueId id) {
        values.put("i", id.text());
    }

    /// The message is over.
    void reset() {
        values.keySet().removeAll(OF_MAIL);
        values.keySet().removeIf(name -> name.startsWith("{rcpt_") || name.equals("{auth_author}"));
    }

    /// The macros that a milter hears before an event, as a packet; empty where there are none.
    ///
    /// @param chosen which it wants to hear, by event
    Optional<Packet> packet(Event event, Map<Event, List<String>> chosen) {
        Collection<String> names =
                chosen.getOrDefault(event, settings.names().getOrDefault(event, List.of()));
        var data = new Packet.Writer().octet(event.command());
        boolean any = false;
        for (String name : names) {
            String key = name.length() > 1 && !name.startsWith("{") ? "{" + name + "}" : name;
            String value = values.getOrDefault(key, settings.defaults().get(key));
            if (value != null) {
                data.text(key).text(value);
                any = true;
            }
        }
        return any ? Optional.of(new Packet('D', data.data())) : Optional.empty();
    }
}
