// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.ContentSpool;
import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.rewrite.HeaderAddressEdit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// A message as it leaves: content tables have been asked about its fields and lines, as those of
/// the door are about mail that comes in, then other addresses have been put into its header. The
/// header is held in memory, and what lies behind its limit stays as it is; a body that was looked
/// at is kept aside until this is closed.
public final class ExitContent implements MessageContent, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExitContent.class);
    private static final int MAX_HEADER = 1 << 20;
    private static final int PIECE_OCTETS = 16 * 1024;

    private final MessageContent original;
    private final byte[] header;
    private final int replaced;
    private final Optional<ContentSpool> spool;
    private final Optional<MessageContent> body;
    private final Optional<String> trouble;

    /// What is done.
    ///
    /// @param addresses those that the world shall see
    /// @param fieldOctets a longer field has its addresses left alone
    /// @param scratch where a large body is kept aside
    /// @param log hears what was found
    public record Work(
            ContentTables tables,
            Optional<HeaderAddressEdit> addresses,
            int fieldOctets,
            Path scratch,
            Consumer<String> log) {}

    private ExitContent(
            MessageContent original,
            byte[] header,
            int replaced,
            Optional<ContentSpool> spool,
            Optional<String> trouble) {
        this.original = original;
        this.header = header;
        this.replaced = replaced;
        this.spool = spool;
        this.body = spool.map(ContentSpool::content);
        this.trouble = trouble;
    }

    public static ExitContent of(MessageContent original, Work work) throws IOException {
        return work.tables().lookInside()
                ? of(original, work, new ContentSpool(work.scratch()))
                : of(original, work, Optional.empty(), (_, _, _) -> {});
    }

    private static ExitContent of(MessageContent original, Work work, ContentSpool spool)
            throws IOException {
        try {
            return of(original, work, Optional.of(spool), into(spool));
        } catch (IOException | RuntimeException e) {
            close(spool);
            throw e;
        }
    }

    private static ExitContent of(
            MessageContent original, Work work, Optional<ContentSpool> spool, OctetSink body)
            throws IOException {
        var verdict = new ContentVerdict();
        var checks = new ContentChecks(ContentChecks.Station.EXIT, "", "", work.log(), verdict);
        var inside = new BodyChecks(work.tables(), checks, work.fieldOctets(), body);
        var edit = new HeaderEdit(inside, work.addresses(), work.fieldOctets());
        byte[] block = original.header(MAX_HEADER);
        byte[] header = edited(block, edit);
        if (spool.isPresent()) {
            look(original, block.length, inside);
        }
        Optional<String> trouble =
                verdict.refusal().isPresent()
                        ? Optional.of("header/body checks lookup error")
                        : edit.trouble();
        return new ExitContent(original, header, block.length, spool, trouble);
    }

    private static byte[] edited(byte[] block, HeaderEdit edit) {
        var out = new ByteArrayOutputStream(block.length + 64);
        int copied = 0;
        for (HeaderField field : HeaderFields.parse(block).all()) {
            out.write(block, copied, field.start() - copied);
            byte[] lines = Arrays.copyOfRange(block, field.start(), field.end());
            edit.edit(field.name().toLowerCase(Locale.ROOT), lines, new Block(out));
            copied = field.end();
        }
        out.write(block, copied, block.length - copied);
        return out.toByteArray();
    }

    /// The header as it leaves.
    private record Block(ByteArrayOutputStream octets) implements FieldEdit.Out {
        @Override
        public void field(String name, byte[] lines) {
            octets.writeBytes(lines);
        }

        @Override
        public void before(byte[] buffer, int offset, int length) {
            octets.write(buffer, offset, length);
        }
    }

    private static OctetSink into(OutputStream spool) {
        return (octets, offset, length) -> {
            try {
                spool.write(octets, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void look(MessageContent original, int header, BodyChecks inside)
            throws IOException {
        byte[] piece = new byte[PIECE_OCTETS];
        try (InputStream in = original.open()) {
            in.skipNBytes(header);
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                inside.write(piece, 0, n);
            }
            inside.finish();
        } catch (UncheckedIOException e) {
            throw new IOException("cannot keep the body aside", e);
        }
    }

    /// Why it must not leave now.
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public long octets() {
        long rest = body.map(MessageContent::octets).orElse(original.octets() - replaced);
        return header.length + rest;
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(header), rest());
    }

    private InputStream rest() throws IOException {
        if (body.isPresent()) {
            return body.get().open();
        }
        InputStream rest = original.open();
        try {
            rest.skipNBytes(replaced);
        } catch (IOException e) {
            rest.close();
            throw e;
        }
        return rest;
    }

    /// What became of the message counts, not whether this succeeds.
    @Override
    public void close() {
        spool.ifPresent(ExitContent::close);
    }

    private static void close(ContentSpool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warn("Cannot close a body kept aside: {}", e.getMessage());
        }
    }
}
