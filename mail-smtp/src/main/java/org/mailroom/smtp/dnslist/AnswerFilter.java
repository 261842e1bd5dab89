// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.dnslist;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which answers of a DNS list count: `127.0.0.2`, or with alternatives in an octet,
/// `127.0.[0;1].[2..11]`. The empty filter takes every answer.
public record AnswerFilter(List<List<Range>> octets) {
    public static final AnswerFilter ANY = new AnswerFilter(List.of());

    private static final int MAX_OCTET = 255;

    private static final Pattern OCTET =
            Pattern.compile(
                    "\\d{1,3}|\\[\\d{1,3}(?:\\.\\.\\d{1,3})?(?:;\\d{1,3}(?:\\.\\.\\d{1,3})?)*]");

    record Range(int from, int to) {
        boolean isOfAnOctet() {
            return from <= to && to <= MAX_OCTET;
        }

        boolean contains(int number) {
            return number >= from && number <= to;
        }
    }

    public AnswerFilter {
        octets = octets.stream().map(List::copyOf).toList();
    }

    /// Empty where the text is no filter.
    public static Optional<AnswerFilter> parse(String text) {
        List<List<Range>> octets = new ArrayList<>();
        Matcher octet = OCTET.matcher(text);
        int at = 0;
        while (octet.find(at) && octet.start() == at) {
            octets.add(ranges(octet.group()));
            at = octet.end() + 1;
            if (octet.end() == text.length() || text.charAt(octet.end()) != '.') {
                break;
            }
        }
        boolean possible = octets.stream().flatMap(List::stream).allMatch(Range::isOfAnOctet);
        return possible && octets.size() == 4 && at == text.length() + 1
                ? Optional.of(new AnswerFilter(octets))
                : Optional.empty();
    }

    /// 127.255.255.0/24: what the large lists answer to resolvers they do not serve. It is never an
    /// entry.
    static boolean isError(InetAddress answer) {
        byte[] octets = answer.getAddress();
        return octets.length == 4 && octets[0] == 127 && octets[1] == -1 && octets[2] == -1;
    }

    public boolean matches(InetAddress answer) {
        byte[] address = answer.getAddress();
        if (address.length != 4) {
            return false;
        }
        for (int i = 0; i < octets.size(); i++) {
            int number = Byte.toUnsignedInt(address[i]);
            if (octets.get(i).stream().noneMatch(range -> range.contains(number))) {
                return false;
            }
        }
        return true;
    }

    private static List<Range> ranges(String octet) {
        String inner = octet.startsWith("[") ? octet.substring(1, octet.length() - 1) : octet;
        return List.of(inner.split(";")).stream().map(AnswerFilter::range).toList();
    }

    private static Range range(String text) {
        int dots = text.indexOf("..");
        return dots < 0
                ? new Range(Integer.parseInt(text), Integer.parseInt(text))
                : new Range(
                        Integer.parseInt(text.substring(0, dots)),
                        Integer.parseInt(text.substring(dots + 2)));
    }
}
