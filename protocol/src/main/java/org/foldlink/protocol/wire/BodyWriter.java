package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Rgba;

/**
 * Collects a body as a list of pieces for a gathering write: small fields go to a growing heap buffer, bulk payloads are taken as
 * they are, without a copy. Big-endian. Not thread-safe.
 */
public final class BodyWriter {
    /** A payload below this is copied: another piece costs more than that. */
    private static final int SHARE_FROM = 4096;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer current = ByteBuffer.allocate(256);
    private int currentStart;
    private long size;

    private void room(int bytes) {
        if (current.remaining() < bytes) {
            int needed = Math.addExact(current.position(), bytes);
            int capacity = (int) Math.min(Integer.MAX_VALUE - 64, Math.max(2L * current.capacity(), needed));
            current = ByteBuffer.allocate(capacity).put(current.flip());
        }
        size += bytes;
    }

    /** Bytes written so far. */
    public long size() {
        return size;
    }

    public void u8(int value) {
        room(1);
        current.put((byte) value);
    }

    public void u16(int value) {
        room(2);
        current.putShort((short) value);
    }

    public void u32(long value) {
        room(4);
        current.putInt((int) value);
    }

    public void i64(long value) {
        room(8);
        current.putLong(value);
    }

    public void f32(float value) {
        room(4);
        current.putFloat(value);
    }

    public void f64(double value) {
        room(8);
        current.putDouble(value);
    }

    public void ijk(Ijk value) {
        u16(value.i());
        u16(value.j());
        u16(value.k());
    }

    public void rgba(Rgba value) {
        u8(value.red());
        u8(value.green());
        u8(value.blue());
        u8(value.alpha());
    }

    public void matrix(Matrix3x4 matrix) {
        for (int i = 0; i < 12; i++) {
            f32(matrix.get(i));
        }
    }

    /** A text field: cut to that many bytes between characters, and padded with NUL. */
    public void text(String text, int bytes) {
        byte[] cut = Text.cut(text, bytes);
        bytes(cut);
        zeros(bytes - cut.length);
    }

    /** A text cut to that many bytes, and a NUL. */
    public void terminated(String text, int maxBytes) {
        bytes(Text.cut(text, maxBytes));
        u8(0);
    }

    public void zeros(int count) {
        room(count);
        for (int i = 0; i < count; i++) {
            current.put((byte) 0);
        }
    }

    public void bytes(byte[] bytes) {
        room(bytes.length);
        current.put(bytes);
    }

    /** A payload, taken as it is where it is large. */
    public void payload(ByteBuffer payload) {
        ByteBuffer view = payload.asReadOnlyBuffer();
        if (view.remaining() < SHARE_FROM) {
            room(view.remaining());
            current.put(view);
            return;
        }
        endPiece();
        pieces.add(view);
        size += view.remaining();
    }

    public void floats(FloatBuffer values) {
        int bytes = Math.multiplyExact(values.remaining(), 4);
        room(bytes);
        current.slice().order(ByteOrder.BIG_ENDIAN).asFloatBuffer().put(values.duplicate());
        current.position(current.position() + bytes);
    }

    public void ints(IntBuffer values) {
        int bytes = Math.multiplyExact(values.remaining(), 4);
        room(bytes);
        current.slice().order(ByteOrder.BIG_ENDIAN).asIntBuffer().put(values.duplicate());
        current.position(current.position() + bytes);
    }

    private void endPiece() {
        if (current.position() > currentStart) {
            pieces.add(current.slice(currentStart, current.position() - currentStart));
            currentStart = current.position();
        }
    }

    /** The pieces in order. The writer must not be used after. */
    public List<ByteBuffer> finish() {
        endPiece();
        return List.copyOf(pieces);
    }
}
