// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.Flags;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.index.IndexState;

import java.time.Instant;
import java.util.List;

/// The state of an index, as sessions see it.
record MboxSnapshot(IndexState state) implements Snapshot {

    @Override
    public long uidValidity() {
        return state.uidValidity();
    }

    @Override
    public long uidNext() {
        return state.uidNext();
    }

    @Override
    public long highestModSeq() {
        return state.modSeq();
    }

    @Override
    public int size() {
        return state.messages().size();
    }

    @Override
    public long uid(int position) {
        return state.messages().uid(position);
    }

    @Override
    public int position(long uid) {
        return state.messages().position(uid);
    }

    @Override
    public Flags flags(int position) {
        return state.messages().flags(position);
    }

    @Override
    public long modSeq(int position) {
        return state.messages().modSeq(position);
    }

    @Override
    public Instant internalDate(int position) {
        return state.messages().date(position);
    }

    @Override
    public long octets(int position) {
        return state.messages().octets(position);
    }

    @Override
    public List<String> keywords() {
        return state.keywords();
    }
}
