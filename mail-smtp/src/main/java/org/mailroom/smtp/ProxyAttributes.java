// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a proxy tells of a client in one XCLIENT or XFORWARD: those attributes that it names.
public record ProxyAttributes(Map<ProxyAttribute, Value> values) {
    public static final ProxyAttributes NONE = new ProxyAttributes(Map.of());

    private static final String UNKNOWN = "unknown";

    /// What is told of one attribute.
    public sealed interface Value {}

    public record Known(String text) implements Value {}

    /// There is no such thing.
    public record Unavailable() implements Value {}

    /// It cannot be found out now.
    public record NotNow() implements Value {}

    public ProxyAttributes {
        values = Map.copyOf(values);
    }

    /// Empty where the attribute is not named.
    public Optional<Value> of(ProxyAttribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /// The text of an attribute: `otherwise` where it is not named, `unknown` where it is named and
    /// has none.
    public String text(ProxyAttribute attribute, String otherwise, String unknown) {
        return pick(attribute, otherwise, unknown, Function.identity());
    }

    /// The same of an address.
    public InetAddress address(
            ProxyAttribute attribute, InetAddress otherwise, InetAddress unknown) {
        return pick(
                attribute,
                otherwise,
                unknown,
                text -> ProxyAttribute.address(text).orElse(unknown));
    }

    /// The same of a port; 0 where it is unknown.
    public int port(ProxyAttribute attribute, int otherwise) {
        return pick(attribute, otherwise, 0, Integer::valueOf);
    }

    private <T> T pick(
            ProxyAttribute attribute, T otherwise, T unknown, Function<String, T> known) {
        return switch (values.get(attribute)) {
            case null -> otherwise;
            case Known(var text) -> known.apply(text);
            case Unavailable(), NotNow() -> unknown;
        };
    }

    /// Whether it names a client.
    public boolean tellsOfClient() {
        return values.containsKey(ProxyAttribute.NAME) || values.containsKey(ProxyAttribute.ADDR);
    }

    /// The client as the log has it: `name[address]`.
    public String clientLabel() {
        String address = text(ProxyAttribute.ADDR, UNKNOWN, UNKNOWN);
        return "%s[%s]"
                .formatted(
                        text(ProxyAttribute.NAME, UNKNOWN, UNKNOWN),
                        ProxyAttribute.address(address).map(Network::text).orElse(address));
    }

    /// These, and of the others those that these do not name.
    public ProxyAttributes over(ProxyAttributes others) {
        Map<ProxyAttribute, Value> all = new EnumMap<>(ProxyAttribute.class);
        all.putAll(others.values);
        all.putAll(values);
        return new ProxyAttributes(all);
    }
}
