// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.storage.MailboxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalLong;
import java.util.function.IntFunction;

/// A session in the TRANSACTION state: the commands on its maildrop (RFC 1939 §5, §7). On the
/// session's thread.
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
    private static final int MAX_DIGITS = 9;

    private final Maildrop drop;

    Transaction(Maildrop drop) {
        this.drop = drop;
    }

    Reply stat() {
        long octets = drop.numbers().mapToLong(drop::octets).sum();
        return Reply.ok(drop.numbers().count() + " " + octets);
    }

    Reply list(String argument) {
        String text = "+OK " + drop.numbers().count() + " messages:";
        return list(argument, text, number -> number + " " + drop.octets(number));
    }

    Reply uidl(String argument) {
        return list(argument, "+OK", number -> number + " " + drop.uniqueId(number));
    }

    private Reply list(String argument, String text, IntFunction<String> line) {
        return argument.isEmpty()
                ? new Reply.Listing(text, drop.numbers().mapToObj(line))
                : onMessage(argument, number -> Reply.ok(line.apply(number)));
    }

    Reply retr(String argument) {
        return onMessage(
                argument,
                number -> {
                    MessageContent content = drop.content(number);
                    String text = "+OK " + content.octets() + " octets";
                    return new Reply.Message(number, text, content, OptionalLong.empty());
                });
    }

    Reply top(String argument) {
        String[] words = argument.split(" +", 3);
        if (words.length != 2) {
            throw new SyntaxException("TOP takes a message number and a number of lines.");
        }
        var lines = OptionalLong.of(number(words[1]));
        return onMessage(
                words[0], number -> new Reply.Message(number, "+OK", drop.content(number), lines));
    }

    /// A message has gone out to its end.
    void sent(Reply.Message message) {
        if (message.bodyLines().isEmpty()) {
            drop.retrieved(message.number());
        }
    }

    Reply dele(String argument) {
        return onMessage(
                argument,
                number -> {
                    drop.delete(number);
                    return Reply.MARKED;
                });
    }

    Reply rset() {
        drop.undelete();
        return Reply.OK;
    }

    /// Enters the UPDATE state (RFC 1939 §6).
    Reply quit() {
        try {
            drop.expunge();
            return drop.expunged() == 0 ? Reply.LOGGING_OUT : Reply.MESSAGES_DELETED;
        } catch (MailboxException e) {
            LOG.warn("messages could not be removed at QUIT", e);
            return Reply.NOT_ALL_DELETED;
        }
    }

    private Reply onMessage(String argument, IntFunction<Reply> action) {
        int number = number(argument);
        if (number == 0 || number > drop.size()) {
            return Reply.error("There's no message " + number + ".");
        }
        return drop.isDeleted(number) ? Reply.DELETED_ALREADY : action.apply(number);
    }

    private static int number(String argument) {
        if (argument.isEmpty() || !argument.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new SyntaxException("Invalid message number.");
        }
        if (argument.length() > MAX_DIGITS) {
            throw new SyntaxException("Number too large.");
        }
        return Integer.parseInt(argument);
    }
}
