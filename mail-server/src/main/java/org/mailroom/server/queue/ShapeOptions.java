// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.queue.QueueName;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What qshape(1) is told.
///
/// @param bySender counts domains of senders, not of recipients
/// @param byParent counts parent domains too, where they have `minSubdomains`
/// @param linear ages grow by the same step, not by the double
/// @param stepMinutes the age of the first bucket
/// @param width of the terminal
record ShapeOptions(
        boolean bySender,
        boolean byParent,
        boolean linear,
        int buckets,
        int stepMinutes,
        int width,
        int minSubdomains,
        Set<QueueName> queues) {
    private static final int MAX_BUCKETS = 100;

    /// Words parted by blanks: options with their value, such as `s b10 t5`, then names of queues.
    static ShapeOptions parse(String text) {
        var flags = new StringBuilder();
        int buckets = 10;
        int step = 5;
        int width = 80;
        int minSubdomains = 5;
        var queues = EnumSet.noneOf(QueueName.class);
        for (String word : text.split(" ", -1)) {
            switch (word.isEmpty() ? ' ' : word.charAt(0)) {
                case '-' -> flags.append(word, 1, word.length());
                case 'b' -> buckets = number(word, buckets);
                case 't' -> step = number(word, step);
                case 'w' -> width = Math.max(width, number(word, width));
                case 'm' -> minSubdomains = number(word, minSubdomains);
                default -> QueueName.of(word).ifPresent(queues::add);
            }
        }
        if (queues.isEmpty()) {
            queues.addAll(List.of(QueueName.INCOMING, QueueName.ACTIVE));
        }
        return new ShapeOptions(
                flags.indexOf("s") >= 0,
                flags.indexOf("p") >= 0,
                flags.indexOf("l") >= 0,
                Math.min(buckets, MAX_BUCKETS),
                step,
                width,
                minSubdomains,
                queues);
    }

    private static int number(String word, int usual) {
        try {
            int number = Integer.parseInt(word.substring(1));
            return number > 0 ? number : usual;
        } catch (NumberFormatException e) {
            return usual;
        }
    }

    /// The column of an age, from 1 on.
    int bucket(double minutes) {
        double steps = minutes / stepMinutes;
        if (steps < 1) {
            return 1;
        }
        int bucket = linear ? (int) (steps + 1) : 2 + (int) (Math.log(steps) / Math.log(2));
        return Math.min(bucket, buckets);
    }

    /// Above the columns: `T` for the total, then where each bucket ends; the last has no end.
    List<String> heads() {
        var heads = new ArrayList<String>(List.of("T"));
        long end = stepMinutes;
        for (int i = 1; i < buckets; i++) {
            heads.add(Long.toString(end));
            end = linear ? end + stepMinutes : end * 2;
        }
        heads.add(lastStart(heads) + "+");
        return heads;
    }

    private static String lastStart(List<String> heads) {
        return heads.size() == 1 ? "0" : heads.getLast();
    }
}
