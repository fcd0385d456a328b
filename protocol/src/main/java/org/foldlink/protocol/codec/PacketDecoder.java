package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.ExtendedHeader;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of bytes, in pieces of any size, into packets. One per connection; not thread-safe.
 *
 * <p>Memory is taken as bytes arrive, at most sixteen times those that did, and a first chunk, never as declared. A bad message is reported
 * and skipped by its declared size; broken framing ends the stream.
 */
public final class PacketDecoder {
    /** What came out of the stream. */
    public sealed interface Result permits Received, Rejected {
        Header header();
    }

    /** A packet. Its payloads share the body's memory, which is the receiver's from now on. */
    public record Received(Header header, Packet packet) implements Result {}

    /**
     * A message that was not taken; reading goes on behind it.
     *
     * @param bytesToSkip bytes of its body that have not arrived yet and will be drained in silence; 0 where it was read whole
     */
    public record Rejected(Header header, ProtocolException error, long bytesToSkip) implements Result {}

    /** The most bytes of body to take for a message, decided from its header alone; a longer one is drained and discarded. */
    @FunctionalInterface
    public interface BodyLimit {
        long maxBody(Header header);
    }

    /**
     * @param checkCrc whether a body that does not match its checksum is rejected
     * @param bodyLimit asked once a message, beside {@code limits.maxBody()}
     */
    public record Options(Limits limits, boolean checkCrc, BodyAllocator allocator, BodyLimit bodyLimit) {
        public static final Options DEFAULT =
                new Options(Limits.DEFAULT, true, BodyAllocator.HEAP, header -> Long.MAX_VALUE);

        public Options withLimits(Limits changed) {
            return new Options(changed, checkCrc, allocator, bodyLimit);
        }

        public Options withCheckCrc(boolean check) {
            return new Options(limits, check, allocator, bodyLimit);
        }

        public Options withAllocator(BodyAllocator changed) {
            return new Options(limits, checkCrc, changed, bodyLimit);
        }

        public Options withBodyLimit(BodyLimit changed) {
            return new Options(limits, checkCrc, allocator, changed);
        }
    }

    /** Where the stream stands. */
    public enum Phase {
        /** Between messages. */
        IDLE,
        HEADER,
        BODY,
        /** Dropping the body of a rejected message. */
        DRAINING
    }

    /**
     * @param header of the message in flight, from phase BODY on
     * @param received bytes of header or body that have arrived in this phase
     * @param declared bytes of header or body that make it whole
     */
    public record Progress(Phase phase, Optional<Header> header, long received, long declared) {
        /** Whether the stream stands within a message. */
        public boolean inFlight() {
            return phase != Phase.IDLE;
        }
    }

    private final Options options;
    private final ByteBuffer headerBytes = ByteBuffer.allocate(Header.SIZE);
    private @Nullable Header header;
    private @Nullable BodyBuffer body;
    private @Nullable ProtocolException broken;
    private long dropped;
    private boolean draining;

    public PacketDecoder(Options options) {
        this.options = options;
    }

    public PacketDecoder() {
        this(Options.DEFAULT);
    }

    /**
     * Takes bytes from the buffer until one result is there.
     *
     * @return a result, with the buffer behind it; or null when all of the buffer is taken and more is needed
     * @throws ProtocolException of category FRAMING, from now on with every call: the connection must close
     */
    public @Nullable Result next(ByteBuffer in) throws ProtocolException {
        if (broken != null) {
            throw broken;
        }
        if (draining && !drain(in)) {
            return null;
        }
        Header current = header;
        if (current == null) {
            current = readHeader(in);
            if (current == null) {
                return null;
            }
            header = current;
            Rejected refused = begin(current, in.remaining());
            if (refused != null) {
                return refused;
            }
        }
        BodyBuffer filling = Objects.requireNonNull(body);
        if (!filling.take(in)) {
            return reject(current, outOfMemory(current));
        }
        return filling.isWhole() ? finish(current, filling) : null;
    }

    /**
     * Says that the stream has ended.
     *
     * @throws ProtocolException of category FRAMING where that is within a message
     */
    public void end() throws ProtocolException {
        Progress at = progress();
        if (broken == null && at.inFlight()) {
            String subject = at.header().map(Header::type).orElse("header");
            broken = ProtocolException.framing(
                    subject,
                    at.phase() == Phase.HEADER ? "size" : "body_size",
                    at.received() + " bytes at the end of the stream",
                    at.declared() + " bytes",
                    at.received());
        }
        if (broken != null) {
            throw broken;
        }
    }

    public Progress progress() {
        Header current = header;
        if (current != null) {
            return new Progress(
                    draining ? Phase.DRAINING : Phase.BODY, Optional.of(current), received(), current.bodySize());
        }
        int got = headerBytes.position();
        return new Progress(got == 0 ? Phase.IDLE : Phase.HEADER, Optional.empty(), got, Header.SIZE);
    }

    private @Nullable Header readHeader(ByteBuffer in) throws ProtocolException {
        int count = Math.min(in.remaining(), headerBytes.remaining());
        headerBytes.put(in.slice(in.position(), count));
        in.position(in.position() + count);
        try {
            if (headerBytes.position() >= 4) {
                Header.checkStart(headerBytes);
            }
            return headerBytes.hasRemaining() ? null : Header.read(headerBytes.flip(), options.limits());
        } catch (ProtocolException e) {
            broken = e;
            throw e;
        }
    }

    private @Nullable Rejected begin(Header current, int atHand) {
        headerBytes.clear();
        dropped = 0;
        long most = Math.min(options.limits().maxBody(), options.bodyLimit().maxBody(current));
        if (current.bodySize() > most) {
            return reject(
                    current,
                    ProtocolException.limit(
                            current.type(), "body_size", current.bodySize(), "0.." + Math.max(0, most), 42));
        }
        int first = Math.max(options.limits().chunk(), atHand);
        body = BodyBuffer.begin(options.allocator(), (int) current.bodySize(), first, options.checkCrc());
        return body == null ? reject(current, outOfMemory(current)) : null;
    }

    private long received() {
        return body == null ? dropped : body.received();
    }

    private boolean drain(ByteBuffer in) {
        long left = header == null ? 0 : header.bodySize() - dropped;
        int count = (int) Math.min(in.remaining(), left);
        in.position(in.position() + count);
        dropped += count;
        if (count < left) {
            return false;
        }
        draining = false;
        header = null;
        return true;
    }

    private Rejected reject(Header current, ProtocolException error) {
        if (body != null) {
            dropped = body.received();
            body.release();
            body = null;
        }
        long left = current.bodySize() - dropped;
        draining = left > 0;
        header = draining ? current : null;
        return new Rejected(current, error, left);
    }

    private static ProtocolException outOfMemory(Header current) {
        return ProtocolException.limit(
                current.type(), "body_size", current.bodySize(), "no more than the memory left", 42);
    }

    private Result finish(Header current, BodyBuffer whole) {
        try {
            if (options.checkCrc() && whole.crc() != current.crc()) {
                throw ProtocolException.checksum(
                        current.type(),
                        "crc",
                        String.format("%016x", current.crc()),
                        String.format("%016x, the checksum of its body", whole.crc()));
            }
            Packet packet = decode(current, whole.view(), options.limits());
            header = null;
            body = null;
            return new Received(current, packet);
        } catch (ProtocolException e) {
            return reject(current, e);
        }
    }

    /**
     * Reads a body that is there whole; its checksum is not looked at.
     *
     * @param body from position 0 to the limit
     * @throws ProtocolException of category BODY
     */
    public static Packet decode(Header header, ByteBuffer body, Limits limits) throws ProtocolException {
        try {
            if (header.version() == 1) {
                Message message = StandardCodecs.read(header.type(), body, limits);
                return new Packet(1, header.device(), header.timestamp(), 0, Metadata.EMPTY, message);
            }
            ExtendedHeader extended = ExtendedHeader.read(header.type(), body, limits);
            int contentEnd = body.limit() - extended.metadataIndexSize() - (int) extended.metadataSize();
            Metadata metadata = Metadata.read(
                    body.slice(contentEnd, extended.metadataIndexSize()),
                    body.slice(contentEnd + extended.metadataIndexSize(), (int) extended.metadataSize()));
            ByteBuffer content = body.slice(extended.size(), contentEnd - extended.size());
            Message message = StandardCodecs.read(header.type(), content, limits);
            return new Packet(2, header.device(), header.timestamp(), extended.messageId(), metadata, message);
        } catch (InvalidFieldException e) {
            throw ProtocolException.body(e, -1);
        }
    }
}
