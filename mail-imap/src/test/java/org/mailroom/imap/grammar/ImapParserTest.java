// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.storage.MailboxException;

import java.nio.charset.StandardCharsets;

class ImapParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a noop                         | Noop[]
                    'a NOOP '                      | Noop[]
                    a  SEARCH  ALL                 | Search[key=All[], returns=Plain[], by=SEQUENCE]
                    a ID NIL                       | Id[]
                    a ID ("name" "x" "os" NIL)     | Id[]
                    a LOGIN joe "se\\"cret"        | Login[joe]
                    a AUTHENTICATE plain =         | Authenticate[PLAIN]
                    a ENABLE condstore             | Enable[capabilities=[CONDSTORE]]
                    a SELECT inbox                 | Select[name=INBOX, access=READ_WRITE, parameters=[]]
                    a EXAMINE a (CONDSTORE)        | Select[name=a, access=READ_ONLY, parameters=[CONDSTORE]]
                    a CREATE a/b/                  | Create[name=a/b]
                    a RENAME a "b c"               | Rename[from=a, to=b c]
                    a SUBSCRIBE Entw&APw-rfe       | Subscribe[name=Entwürfe]
                    a LSUB "" "*"                  | Lsub[pattern=MailboxPattern[text=*]]
                    a LSUB #news. comp.*           | Lsub[pattern=MailboxPattern[text=#news.comp.*]]
                    a STATUS x (UNSEEN)            | Status[name=x, items=[UNSEEN]]
                    a COPY 2:4 MEETING             | Copy[messages=2:4, target=MEETING, by=SEQUENCE]
                    a UID MOVE *:4,7 x             | Move[messages=4:*,7, target=x, by=UID]
                    a UID EXPUNGE 3000:3002        | UidExpunge[uids=3000:3002]
                    a uid search all               | Search[key=All[], returns=Plain[], by=UID]
                    a SEARCH CHARSET KOI8-R TEXT x | SearchInUnknownCharset[]
                    """)
    void readsCommands(String text, String command) {
        assertThat(parse(text)).hasToString(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 FLAGS                            | [FLAGS]
                    1 FAST                             | [FLAGS, INTERNALDATE, SIZE]
                    1 (UID RFC822.SIZE)                | [UID, SIZE]
                    1 BODY[]                           | BODY[]
                    1 BODY.PEEK[HEADER]                | BODY[HEADER]
                    1 body[1.2.mime]<0.100>            | BODY[1.2.MIME]<0>
                    1 BODY[4.2.2.TEXT]                 | BODY[4.2.2.TEXT]
                    1 BODY[HEADER.FIELDS (Date "X-Y")] | BODY[HEADER.FIELDS (DATE X-Y)]
                    1 (BODY[1.HEADER.FIELDS.NOT (a)])  | BODY[1.HEADER.FIELDS.NOT (A)]
                    1 RFC822.TEXT                      | RFC822.TEXT
                    """)
    void readsFetchItems(String arguments, String shown) {
        var fetch = (ImapCommand.Fetch) parse("a FETCH " + arguments);

        String seen =
                fetch.items().getFirst() instanceof FetchItem.Text text
                        ? text.name()
                        : fetch.items().toString();
        assertThat(seen).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    NEW                          | And[keys=[IsRecent[], Not[key=HasFlag[flag=1]]]]
                    OR SEEN NOT FLAGGED          | Or[left=HasFlag[flag=1], right=Not[key=HasFlag[flag=4]]]
                    (SMALLER 10 LARGER 2)        | And[keys=[Smaller[octets=10], Larger[octets=2]]]
                    UID 1:5 3                    | And[keys=[InUids[uids=1:5], InSequence[messages=3]]]
                    SENTON 1-Feb-1994            | Dated[of=DATE_FIELD, when=ON, date=1994-02-01]
                    BEFORE "28-feb-2024"         | Dated[of=ARRIVAL, when=BEFORE, date=2024-02-28]
                    HEADER Subject ""            | HeaderContains[field=Subject, text=]
                    TEXT {3+}\\r\\nabc           | Contains[where=HEADER_AND_BODY, text=abc]
                    MODSEQ "/flags/\\\\draft" all 620162338 | ChangedSince[modSeq=620162338]
                    """)
    void readsSearchKeys(String keys, String key) {
        String text = keys.replace("\\r\\n", "\r\n").replace("\\\\", "\\\\");
        var search = (ImapCommand.Search) parse("a SEARCH " + text);

        assertThat(search.key()).hasToString(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a FOO",
                "a NOOP x",
                "a LOGIN joe",
                "a LOGIN joe \"open",
                "a LOGIN joe {3}\r\nab",
                "a LOGIN joe {2}\r\na\0",
                "a LOGIN joe s\u00fcss",
                "a FETCH 0 FLAGS",
                "a FETCH 1: FLAGS",
                "a FETCH 1,,2 FLAGS",
                "a FETCH 4294967296 FLAGS",
                "a FETCH 1 BODY[",
                "a FETCH 1 BODY[1.]",
                "a FETCH 1 BODY[0]",
                "a FETCH 1 BODY[MIME]",
                "a FETCH 1 BODY[]<5>",
                "a FETCH 1 BODY[]<5.0>",
                "a FETCH 1 BODY[HEADER.FIELDS ()]",
                "a FETCH 1 (FLAGS",
                "a FETCH 1 ()",
                "a FETCH 1 FLAGS (VANISHED)",
                "a STORE 1 FLAGS (\\Foo)",
                "a STORE 1 FLAG (\\Seen)",
                "a SEARCH",
                "a SEARCH OR SEEN",
                "a SEARCH ON 31-Feb-2024",
                "a SEARCH ON 1-Foo-2024",
                "a SEARCH (SEEN",
                "a LIST (RECURSIVEMATCH) \"\" *",
                "a LIST \"\" * RETURN (COLOUR)",
                "a STATUS x ()",
                "a APPEND x",
                "a APPEND x (\\Seen) hello",
                "a SELECT x (FOO)",
                "a ID (\"a\")",
            })
    void refusesWhatIsNoCommand(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a SELECT \"\"", "a CREATE a//b", "a CREATE &AGE-", "a CREATE a&b"})
    void refusesNamesThatNoMailboxCanHave(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MailboxException.class);
    }

    @Test
    void readsAnAppendUpToItsMessage() {
        var append =
                (ImapCommand.Append)
                        parse(
                                "a APPEND {3}\r\n"
                                        + "box (\\Seen $X) \" 1-Feb-2024 00:00:00 +0100\" {310+}");

        assertThat(append.name().path()).isEqualTo("box");
        assertThat(append.flags().keywords()).containsExactly("$X");
        assertThat(append.date()).contains(java.time.Instant.parse("2024-01-31T23:00:00Z"));
        assertThat(append.message())
                .isEqualTo(
                        new LiteralAnnouncement(310, LiteralAnnouncement.Kind.NON_SYNCHRONIZING));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a APPEND box {310}          | true
                    a append "b" (\\Seen) {310} | true
                    a APPEND {3}                | false
                    a LOGIN x {3}               | false
                    """)
    void knowsTheMessageOfAnAppend(String line, boolean isMessage) {
        byte[] octets = line.getBytes(StandardCharsets.US_ASCII);

        assertThat(ImapParser.announcesMessage(octets, octets.length)).isEqualTo(isMessage);
    }

    @Test
    void boundsTheDepthOfSearches() {
        String nested = "(".repeat(100) + "ALL" + ")".repeat(100);

        assertThatThrownBy(() -> parse("a SEARCH " + nested)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> parse("a SEARCH " + "NOT ".repeat(9000) + "ALL"))
                .isInstanceOf(SyntaxException.class);
    }

    private static ImapCommand parse(String text) {
        var parser = new ImapParser(text.getBytes(StandardCharsets.ISO_8859_1));
        parser.tag();
        return parser.command();
    }
}
