package org.foldlink.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.transport.PeerLog.Event;
import org.foldlink.transport.dialogue.Dialogue;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to messages for one connection, and its watch over stalls. Runs on the connection's own thread, not on Netty's loop, so that a
 * large volume or a slow check holds up nobody else. It reads again as soon as what came is dealt with, whatever the writes do.
 */
final class FrameReader implements BodyAllocator {

    private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    // Volumes stay outside the Java heap, as all voxels do.
    private static final int LARGE_BODY = 1 << 20;

    private final Connection peer;
    private final Dialogue dialogue;
    private final PeerKind kind;
    private final TransportSettings settings;
    private final PeerLog log;
    private final PacketDecoder decoder;
    private final Channel channel;
    private final ScheduledExecutorService own;
    private @Nullable ScheduledFuture<?> watch;
    private boolean valid;
    private boolean deaf;
    private long byteAt;
    private long messageAt;

    FrameReader(
            Channel channel,
            ScheduledExecutorService own,
            Connection peer,
            Dialogue dialogue,
            PeerKind kind,
            TransportSettings settings,
            PeerLog log) {
        this.channel = channel;
        this.own = own;
        this.peer = peer;
        this.dialogue = dialogue;
        this.kind = kind;
        this.settings = settings;
        this.log = log;
        Limits limits = Limits.DEFAULT.withMaxBody(settings.maxMessageBytes());
        this.decoder = new PacketDecoder(new PacketDecoder.Options(limits, true, this, dialogue::begin));
    }

    /** The connection is open. */
    void start() {
        log.info(Event.CONNECTED, peer.logName(), kind.connected());
        byteAt = System.nanoTime();
        long tick = Math.min(LONGEST_TICK_NANOS, shortest(settings).toNanos() / 4 + 1);
        watch = own.scheduleWithFixedDelay(this::watch, tick, tick, TimeUnit.NANOSECONDS);
        channel.read();
    }

    private static Duration shortest(TransportSettings s) {
        Duration read = s.readStall().compareTo(s.messageTime()) < 0 ? s.readStall() : s.messageTime();
        return read.compareTo(s.writeStall()) < 0 ? read : s.writeStall();
    }

    /** Bytes came; they are released here. */
    void read(ByteBuf bytes) {
        try {
            if (!deaf && bytes.isReadable()) {
                for (ByteBuffer part : bytes.nioBuffers()) {
                    take(part);
                }
            }
        } finally {
            bytes.release();
        }
    }

    /** All that came is dealt with: more may come. */
    void readOn() {
        byteAt = System.nanoTime();
        channel.read();
    }

    private void take(ByteBuffer part) {
        byteAt = System.nanoTime();
        if (!decoder.progress().inFlight()) {
            messageAt = byteAt;
        }
        try {
            for (PacketDecoder.Result result = decoder.next(part);
                    result != null && !deaf;
                    result = decoder.next(part)) {
                handle(result);
            }
        } catch (ProtocolException e) {
            deaf = true;
            peer.close(Event.BROKEN_FRAMING, "broken framing: " + framing(e));
        } catch (RuntimeException | OutOfMemoryError e) {
            deaf = true;
            log.error(peer.logName(), "a message could not be served", e);
            peer.close("the bridge failed");
        }
    }

    private void handle(PacketDecoder.Result result) {
        peer.speaks(result.header().version());
        boolean drains = false;
        if (result instanceof PacketDecoder.Received received) {
            valid = true;
            dialogue.received(received.packet());
        } else if (result instanceof PacketDecoder.Rejected rejected) {
            ProtocolException e = rejected.error();
            drains = rejected.bytesToSkip() > 0;
            log.info(Event.SKIPPED, peer.logName(), "skipped a message: " + e.reason() + " of " + e.field());
            dialogue.rejected(rejected.header(), e);
        }
        if (!drains) {
            messageAt = System.nanoTime();
        }
        byteAt = System.nanoTime();
        dialogue.unservedReport()
                .ifPresent(line -> log.info(Event.UNKNOWN_TYPES, peer.logName(), "not served: " + line));
    }

    /** Without text that the peer sent: it may be a patient's name. */
    private static String framing(ProtocolException e) {
        boolean number = e.field().equals("version") || e.field().equals("body_size");
        return e.subject() + " " + e.field() + (number ? " = " + e.value() : "") + " (expected " + e.expected() + ")";
    }

    private void watch() {
        if (!channel.isOpen()) {
            return;
        }
        long now = System.nanoTime();
        PacketDecoder.Progress at = decoder.progress();
        boolean mustSend = at.inFlight() || (!valid && kind.mustSpeakFirst());
        if (mustSend && now - byteAt > settings.readStall().toNanos()) {
            peer.close(
                    Event.STALLED,
                    "no byte for " + seconds(settings.readStall())
                            + (at.inFlight() ? " inside a message" : " before the first message"));
        } else if (at.inFlight() && now - messageAt > settings.messageTime().toNanos()) {
            peer.close(
                    Event.STALLED,
                    "a message was not whole after " + seconds(settings.messageTime()) + " (" + at.received() + " of "
                            + at.declared() + " bytes)");
        }
        channel.eventLoop().execute(() -> {
            if (peer.writer().stalledNanos(System.nanoTime())
                    > settings.writeStall().toNanos()) {
                peer.close(
                        Event.SLOW, "it took nothing for " + seconds(settings.writeStall()) + "; its session is held");
            }
        });
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** The connection is gone. */
    void end() {
        ScheduledFuture<?> watching = watch;
        if (watching != null) {
            watching.cancel(false);
        }
        peer.queue().close();
        String where = decoder.progress().inFlight() && !deaf ? ", in the middle of a message" : "";
        String session = dialogue.sessionHash();
        dialogue.closed();
        log.info(
                Event.DISCONNECTED,
                peer.logName(),
                "disconnected: " + peer.reason() + where + (session.isEmpty() ? "" : "; session " + session));
    }

    @Override
    public ByteBuffer allocate(int capacity) {
        if (!dialogue.grow(capacity)) {
            // The decoder's way to be told that there is no memory for this message.
            throw new OutOfMemoryError("over the session's limit");
        }
        return capacity < LARGE_BODY ? BodyAllocator.HEAP.allocate(capacity) : BodyAllocator.DIRECT.allocate(capacity);
    }
}
