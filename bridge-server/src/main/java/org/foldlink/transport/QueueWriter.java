package org.foldlink.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.foldlink.transport.dialogue.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link SendQueue} to its channel as fast as the peer takes it: in slices, and only while the channel is writable, so that
 * Netty's own buffer stays small and a message not yet begun can still be overtaken. All but {@link #wake} runs on the channel's loop;
 * large messages are packed (their checksum alone takes a while) on the connection's own thread, so that no other peer waits for it.
 */
final class QueueWriter {

    private static final int SLICE = 256 * 1024;
    private static final int PACK_HERE = 64 * 1024;

    private final Channel channel;
    private final SendQueue queue;
    private final Executor packing;
    private final Function<Outgoing, List<ByteBuffer>> packer;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ArrayDeque<ByteBuffer> current = new ArrayDeque<>();
    private boolean packs;
    private long written;
    private long seenProgress = -1;
    private long progressAt = System.nanoTime();

    /** @param packer a message's bytes; thread-safe, does not throw */
    QueueWriter(Channel channel, SendQueue queue, Executor packing, Function<Outgoing, List<ByteBuffer>> packer) {
        this.channel = channel;
        this.queue = queue;
        this.packing = packing;
        this.packer = packer;
    }

    /** Something is in the queue. From any thread. */
    void wake() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(() -> {
                    scheduled.set(false);
                    drain();
                });
            } catch (RejectedExecutionException e) {
                // The server is stopping; nothing is sent any more.
                scheduled.set(false);
            }
        }
    }

    void drain() {
        boolean wrote = false;
        while (channel.isActive() && channel.isWritable()) {
            ByteBuffer slice = nextSlice();
            if (slice == null) {
                break;
            }
            int n = slice.remaining();
            channel.write(Unpooled.wrappedBuffer(slice)).addListener(done -> {
                if (done.isSuccess()) {
                    written += n;
                }
            });
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }

    private @Nullable ByteBuffer nextSlice() {
        while (current.isEmpty()) {
            Outgoing next = packs ? null : queue.take();
            if (next == null) {
                return null;
            }
            if (next.bytes() <= PACK_HERE) {
                begin(packer.apply(next));
            } else {
                packElsewhere(next);
            }
        }
        ByteBuffer part = current.element();
        int n = Math.min(SLICE, part.remaining());
        ByteBuffer slice = part.slice(part.position(), n);
        part.position(part.position() + n);
        if (!part.hasRemaining()) {
            current.remove();
        }
        return slice;
    }

    private void packElsewhere(Outgoing message) {
        packs = true;
        try {
            packing.execute(() -> {
                List<ByteBuffer> parts = packer.apply(message);
                channel.eventLoop().execute(() -> {
                    packs = false;
                    begin(parts);
                    drain();
                });
            });
        } catch (RejectedExecutionException e) {
            packs = false;
        }
    }

    private void begin(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (part.hasRemaining()) {
                current.add(part.duplicate());
            }
        }
    }

    /** Nothing waits, here or in Netty. */
    boolean isIdle() {
        return current.isEmpty() && !packs && queue.isEmpty() && pendingBytes() == 0;
    }

    /** Nanoseconds for which the peer has taken nothing although something waits for it; 0 when nothing waits. */
    long stalledNanos(long now) {
        if (isIdle() || packs) {
            progressAt = now;
            return 0;
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long progress = written + (buffer == null ? 0 : buffer.currentProgress());
        if (progress != seenProgress) {
            seenProgress = progress;
            progressAt = now;
        }
        return now - progressAt;
    }

    private long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
