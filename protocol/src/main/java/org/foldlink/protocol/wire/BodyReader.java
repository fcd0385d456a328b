package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.Charset;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Rgba;

/**
 * Reads a body's content front to back, big-endian, every step checked against what is left. Views that it gives share the body's
 * memory. Not thread-safe.
 */
public final class BodyReader {
    private final String subject;
    private final ByteBuffer in;
    private final Limits limits;
    private String list = "";
    private int element = -1;

    /** @param content position to limit */
    public BodyReader(String subject, ByteBuffer content, Limits limits) {
        this.subject = subject;
        this.in = content.slice().order(ByteOrder.BIG_ENDIAN);
        this.limits = limits;
    }

    public Limits limits() {
        return limits;
    }

    /** The type name of the message read. */
    public String subject() {
        return subject;
    }

    public int size() {
        return in.limit();
    }

    public int remaining() {
        return in.remaining();
    }

    public int offset() {
        return in.position();
    }

    /** Names the list element that the next fields belong to; −1 ends the list. */
    public void at(String listName, int index) {
        list = listName;
        element = index;
    }

    /** The error of a field of this body. */
    public ProtocolException error(String field, Object value, String expected) {
        return ProtocolException.body(subject, name(field), value, expected, in.position());
    }

    private String name(String field) {
        return element < 0 ? field : list + "[" + element + "]." + field;
    }

    /** Checks the body's size before anything else. */
    public void expectSize(int bytes) throws ProtocolException {
        if (in.limit() != bytes) {
            throw ProtocolException.body(subject, "body_size", in.limit(), Integer.toString(bytes), 0);
        }
    }

    /** Checks the body's size before anything else. */
    public void expectAtLeast(int bytes) throws ProtocolException {
        if (in.limit() < bytes) {
            throw ProtocolException.body(subject, "body_size", in.limit(), "at least " + bytes, 0);
        }
    }

    /** The number of elements of a body that is a list of fixed-size elements. */
    public int expectElements(int bytesEach) throws ProtocolException {
        if (in.limit() % bytesEach != 0) {
            throw ProtocolException.body(subject, "body_size", in.limit(), "a multiple of " + bytesEach, 0);
        }
        int count = in.limit() / bytesEach;
        expectCount("elements", count);
        return count;
    }

    /** Holds a declared number of elements against the limits. */
    public void expectCount(String field, long count) throws ProtocolException {
        if (count > limits.maxElements()) {
            throw ProtocolException.limit(subject, name(field), count, "0.." + limits.maxElements(), in.position());
        }
    }

    /** Holds a declared number of bytes of text against the limits. */
    public void expectText(String field, long bytes) throws ProtocolException {
        if (bytes > limits.maxText()) {
            throw ProtocolException.limit(subject, name(field), bytes, "0.." + limits.maxText(), in.position());
        }
    }

    public void expectEnd() throws ProtocolException {
        if (in.hasRemaining()) {
            throw ProtocolException.body(
                    subject, "body_size", in.limit(), in.position() + ", the end of its content", in.position());
        }
    }

    /** Holds declared bytes against what is left. */
    public void require(String field, long bytes) throws ProtocolException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw error(field, in.remaining() + " bytes", Long.toUnsignedString(bytes) + " bytes");
        }
    }

    public int u8(String field) throws ProtocolException {
        require(field, 1);
        return in.get() & 0xFF;
    }

    public int u16(String field) throws ProtocolException {
        require(field, 2);
        return in.getShort() & 0xFFFF;
    }

    public int i16(String field) throws ProtocolException {
        require(field, 2);
        return in.getShort();
    }

    public int i32(String field) throws ProtocolException {
        require(field, 4);
        return in.getInt();
    }

    public long u32(String field) throws ProtocolException {
        require(field, 4);
        return in.getInt() & 0xFFFF_FFFFL;
    }

    public long i64(String field) throws ProtocolException {
        require(field, 8);
        return in.getLong();
    }

    public float f32(String field) throws ProtocolException {
        require(field, 4);
        return in.getFloat();
    }

    public double f64(String field) throws ProtocolException {
        require(field, 8);
        return in.getDouble();
    }

    public void skip(String field, int bytes) throws ProtocolException {
        require(field, bytes);
        in.position(in.position() + bytes);
    }

    public Ijk ijk(String field) throws ProtocolException {
        require(field, 6);
        return new Ijk(in.getShort() & 0xFFFF, in.getShort() & 0xFFFF, in.getShort() & 0xFFFF);
    }

    public Rgba rgba(String field) throws ProtocolException {
        require(field, 4);
        return new Rgba(in.get() & 0xFF, in.get() & 0xFF, in.get() & 0xFF, in.get() & 0xFF);
    }

    public Matrix3x4 matrix(String field) throws ProtocolException {
        require(field, 48);
        float[] values = new float[12];
        in.asFloatBuffer().get(values);
        in.position(in.position() + 48);
        return Matrix3x4.of(values);
    }

    /** A text field of that many bytes, NUL-padded or full. */
    public String text(String field, int bytes) throws ProtocolException {
        expectText(field, bytes);
        return Text.read(view(field, bytes));
    }

    /** A text of that many bytes. */
    public String text(String field, long bytes, Charset charset) throws ProtocolException {
        expectText(field, bytes);
        return charset.decode(view(field, bytes)).toString();
    }

    /** A text up to a NUL, which is passed over. */
    public String terminated(String field, int maxBytes) throws ProtocolException {
        int end = in.position();
        int stop = (int) Math.min(in.limit(), (long) end + maxBytes + 1);
        while (end < stop && in.get(end) != 0) {
            end++;
        }
        if (end == stop) {
            throw error(
                    field,
                    "no NUL in " + (stop - in.position()) + " bytes",
                    "at most " + maxBytes + " bytes and a NUL");
        }
        String text = Text.read(in.slice(in.position(), end - in.position()));
        in.position(end + 1);
        return text;
    }

    /** A view of that many bytes, sharing the body's memory. */
    public ByteBuffer view(String field, long bytes) throws ProtocolException {
        require(field, bytes);
        ByteBuffer view = in.slice(in.position(), (int) bytes);
        in.position(in.position() + (int) bytes);
        return view;
    }

    /** A view of that many floats, sharing the body's memory. */
    public FloatBuffer floats(String field, long count) throws ProtocolException {
        return view(field, count * 4).asFloatBuffer();
    }

    /** A view of integers, sharing the body's memory. */
    public IntBuffer ints(String field, long bytes) throws ProtocolException {
        if (bytes % 4 != 0) {
            throw error(field, bytes + " bytes", "a multiple of 4 bytes");
        }
        return view(field, bytes).asIntBuffer();
    }

    public ByteBuffer rest() throws ProtocolException {
        return view("content", in.remaining());
    }
}
