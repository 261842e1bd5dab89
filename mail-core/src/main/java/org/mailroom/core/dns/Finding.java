// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.util.List;

/// What one message of a name server says to one question.
///
/// @param name where its aliases lead to
/// @param good how long it may be kept; zero is not at all
/// @param octets how much it takes
record Finding(
        Kind kind, Name name, List<Record> records, Dnssec dnssec, Duration good, int octets) {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_OF_NOTHING = Duration.ofMinutes(15);
    private static final int MAX_ALIASES = 8;

    enum Kind {
        FOUND,
        NO_DATA,
        NO_SUCH_NAME,
        /// It is an alias of a name that the server has not looked at.
        GO_ON,
        /// It leads nowhere.
        LOOP
    }

    static Finding of(Message reply, Name asked, int type) {
        Name name = asked;
        long seconds = LONGEST.toSeconds();
        List<Record> records = answers(reply, name, type);
        for (int aliases = 0; records.isEmpty(); aliases++) {
            List<Record> alias = answers(reply, name, Type.CNAME);
            if (alias.isEmpty()) {
                break;
            }
            if (aliases == MAX_ALIASES) {
                return finding(reply, Kind.LOOP, name, List.of(), 0);
            }
            seconds = Math.min(seconds, alias.getFirst().getTTL());
            name = ((CNAMERecord) alias.getFirst()).getTarget();
            records = answers(reply, name, type);
        }
        if (!records.isEmpty()) {
            return finding(reply, Kind.FOUND, name, records, least(seconds, records));
        }
        return nothing(reply, asked, name, seconds);
    }

    private static Finding nothing(Message reply, Name asked, Name name, long seconds) {
        boolean none = reply.getRcode() == Rcode.NXDOMAIN;
        long negative = negativeSeconds(reply);
        if (!none && negative < 0 && !name.equals(asked)) {
            return finding(reply, Kind.GO_ON, name, List.of(), seconds);
        }
        return finding(
                reply,
                none ? Kind.NO_SUCH_NAME : Kind.NO_DATA,
                name,
                List.of(),
                Math.min(seconds, Math.max(0, negative)));
    }

    private static Finding finding(
            Message reply, Kind kind, Name name, List<Record> records, long seconds) {
        return new Finding(
                kind,
                name,
                List.copyOf(records),
                Dnssec.of(reply.getHeader().getFlag(Flags.AD)),
                Duration.ofSeconds(seconds),
                reply.numBytes());
    }

    private static List<Record> answers(Message reply, Name name, int type) {
        return reply.getSection(Section.ANSWER).stream()
                .filter(r -> r.getType() == type && r.getName().equals(name))
                .toList();
    }

    private static long least(long seconds, List<Record> records) {
        return records.stream().mapToLong(Record::getTTL).reduce(seconds, Math::min);
    }

    /// How long it is known that there is nothing (RFC 2308 §5); less than zero where nobody says.
    private static long negativeSeconds(Message reply) {
        return reply.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
                .map(seconds -> Math.min(seconds, LONGEST_OF_NOTHING.toSeconds()))
                .findFirst()
                .orElse(-1);
    }
}
