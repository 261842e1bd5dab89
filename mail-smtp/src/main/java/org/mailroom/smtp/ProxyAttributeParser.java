// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.smtp.ProxyAttributes.Value;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `NAME=value` words of one command, whose values are xtext.
final class ProxyAttributeParser {
    /// Those of XCLIENT.
    static final Set<ProxyAttribute> XCLIENT =
            Set.of(
                    ProxyAttribute.NAME,
                    ProxyAttribute.ADDR,
                    ProxyAttribute.PROTO,
                    ProxyAttribute.HELO,
                    ProxyAttribute.REVERSE_NAME,
                    ProxyAttribute.PORT,
                    ProxyAttribute.LOGIN,
                    ProxyAttribute.DESTADDR,
                    ProxyAttribute.DESTPORT);

    /// Those of XFORWARD.
    static final Set<ProxyAttribute> XFORWARD =
            Set.of(
                    ProxyAttribute.NAME,
                    ProxyAttribute.ADDR,
                    ProxyAttribute.PROTO,
                    ProxyAttribute.HELO,
                    ProxyAttribute.SOURCE,
                    ProxyAttribute.PORT,
                    ProxyAttribute.IDENT);

    private static final int MAX_VALUE = 255;

    private final Set<ProxyAttribute> possible;
    private final Map<ProxyAttribute, Value> values = new EnumMap<>(ProxyAttribute.class);

    ProxyAttributeParser(Set<ProxyAttribute> possible) {
        this.possible = possible;
    }

    ProxyAttributes attributes() {
        return new ProxyAttributes(values);
    }

    /// Takes one word; the refusal where it is none of the command.
    Optional<Reply> take(String word) {
        int equals = word.indexOf('=');
        if (equals <= 0 || equals == word.length() - 1) {
            return Optional.of(Reply.ATTRIBUTE_EXPECTED);
        }
        String name = word.substring(0, equals);
        Optional<ProxyAttribute> attribute =
                possible.stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
        return attribute.isEmpty()
                ? Optional.of(Reply.badAttribute("attribute name", name))
                : take(attribute.get(), word.substring(equals + 1));
    }

    private Optional<Reply> take(ProxyAttribute attribute, String encoded) {
        Optional<String> text = Xtext.decode(encoded).filter(plain -> plain.length() <= MAX_VALUE);
        Optional<Value> value = text.flatMap(plain -> value(attribute, plain));
        value.ifPresent(it -> values.put(attribute, it));
        return value.isPresent()
                ? Optional.empty()
                : Optional.of(Reply.badAttribute(attribute + " value syntax", encoded));
    }

    private static Optional<Value> value(ProxyAttribute attribute, String plain) {
        if (plain.equalsIgnoreCase("[UNAVAILABLE]")) {
            return Optional.of(new ProxyAttributes.Unavailable());
        }
        if (plain.equalsIgnoreCase("[TEMPUNAVAIL]")) {
            return Optional.of(new ProxyAttributes.NotNow());
        }
        return attribute.allows(plain)
                ? Optional.of(new ProxyAttributes.Known(plain))
                : Optional.empty();
    }
}
