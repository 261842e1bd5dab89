// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.InputStream;

/// Content on the disk, looked up each time it is opened: it may have moved meanwhile.
final class StoredContent implements MessageContent {
    private final long octets;
    private final Opener opener;

    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    StoredContent(long octets, Opener opener) {
        this.octets = octets;
        this.opener = opener;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public InputStream open() throws IOException {
        return opener.open();
    }
}
