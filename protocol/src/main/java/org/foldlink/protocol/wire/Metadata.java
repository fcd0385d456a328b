package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.TextEncoding;

/**
 * Keys and values beside a message's content, in the order of the wire (header version 2 only). Immutable.
 *
 * <pre>
 *   0  u16  entries
 *   2  entries × { u16 key bytes, u16 encoding (IANA MIBenum), u32 value bytes }
 *      entries × { key, value }
 * </pre>
 *
 * <p>Keys and values together are at most 65535 bytes, since the C++ library takes no more.
 */
public record Metadata(List<Entry> entries) {
    public static final Metadata EMPTY = new Metadata(List.of());
    public static final int MAX_BYTES = 65_535;
    private static final int MAX_ENTRIES = 8_191;

    /** @param encoding IANA MIBenum of the value; a key is UTF-8 */
    public record Entry(String key, int encoding, String value) {
        public Entry {
            if (encoding < 0 || encoding > 0xFFFF) {
                throw new InvalidFieldException("metadata", "encoding", encoding, "0..65535");
            }
        }

        private long bytes() {
            return TextEncoding.length(key, TextEncoding.UTF_8) + TextEncoding.length(value, encoding);
        }
    }

    public Metadata {
        entries = List.copyOf(entries);
        if (entries.size() > MAX_ENTRIES) {
            throw new InvalidFieldException("metadata", "entries", entries.size(), "0.." + MAX_ENTRIES);
        }
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytes();
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidFieldException("metadata", "size", bytes, "0.." + MAX_BYTES);
        }
    }

    /** @param keysAndValues key, value, key, value … */
    public static Metadata of(String... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new InvalidFieldException("metadata", "arguments", keysAndValues.length, "key, value, key, value …");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new Entry(keysAndValues[i], TextEncoding.of(keysAndValues[i + 1]), keysAndValues[i + 1]));
        }
        return new Metadata(entries);
    }

    /** With the value under that key, which is added or replaced in its place. */
    public Metadata with(String key, String value) {
        Entry added = new Entry(key, TextEncoding.of(value), value);
        List<Entry> changed = new ArrayList<>(entries);
        changed.replaceAll(entry -> entry.key().equals(key) ? added : entry);
        if (!changed.contains(added)) {
            changed.add(added);
        }
        return new Metadata(changed);
    }

    /** The last value under that key. */
    public Optional<String> get(String key) {
        Optional<String> found = Optional.empty();
        for (Entry entry : entries) {
            if (entry.key().equals(key)) {
                found = Optional.of(entry.value());
            }
        }
        return found;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Bytes of the index on the wire. */
    public int indexSize() {
        return 2 + 8 * entries.size();
    }

    /** Bytes of keys and values on the wire. */
    public int size() {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytes();
        }
        return (int) bytes;
    }

    /**
     * Reads index, keys and values.
     *
     * @param index the index's bytes
     * @param data the keys and values
     */
    public static Metadata read(ByteBuffer index, ByteBuffer data) throws ProtocolException {
        if (index.remaining() < 2) {
            if (index.remaining() == 0 && data.remaining() == 0) {
                return EMPTY;
            }
            throw ProtocolException.body("metadata", "index_size", index.remaining(), "at least 2", 0);
        }
        int count = index.getShort() & 0xFFFF;
        if (index.remaining() != 8 * count) {
            throw ProtocolException.body(
                    "metadata", "index_size", index.remaining() + 2, (2 + 8 * count) + " for " + count + " entries", 0);
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int keyBytes = index.getShort() & 0xFFFF;
            int encoding = index.getShort() & 0xFFFF;
            long valueBytes = index.getInt() & 0xFFFF_FFFFL;
            String key = new String(take(data, "key", i, keyBytes), StandardCharsets.UTF_8);
            String value = new String(take(data, "value", i, valueBytes), TextEncoding.charset(encoding));
            entries.add(new Entry(key, encoding, value));
        }
        if (data.hasRemaining()) {
            throw ProtocolException.body(
                    "metadata", "size", data.limit(), data.position() + ", the sum of its entries", 0);
        }
        return new Metadata(entries);
    }

    private static byte[] take(ByteBuffer data, String what, int entry, long bytes) throws ProtocolException {
        if (bytes > data.remaining()) {
            throw ProtocolException.body(
                    "metadata",
                    "entry[" + entry + "]." + what + "_size",
                    bytes,
                    "0.." + data.remaining() + ", the bytes left",
                    data.position());
        }
        byte[] taken = new byte[(int) bytes];
        data.get(taken);
        return taken;
    }

    public void write(BodyWriter out) {
        out.u16(entries.size());
        for (Entry entry : entries) {
            out.u16((int) TextEncoding.length(entry.key(), TextEncoding.UTF_8));
            out.u16(entry.encoding());
            out.u32(TextEncoding.length(entry.value(), entry.encoding()));
        }
        for (Entry entry : entries) {
            out.bytes(TextEncoding.bytes(entry.key(), TextEncoding.UTF_8));
            out.bytes(TextEncoding.bytes(entry.value(), entry.encoding()));
        }
    }
}
