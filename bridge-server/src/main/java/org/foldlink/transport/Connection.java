package org.foldlink.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.transport.PeerLog.Event;
import org.foldlink.transport.dialogue.Outgoing;
import org.foldlink.transport.dialogue.Peer;

/** One open connection: its queue, its writer, and what is known of the peer. Thread-safe. */
final class Connection implements Peer {

    private final Channel channel;
    private final Executor own;
    private final String address;
    private final String logName;
    private final PeerLog log;
    private final SendQueue queue;
    private final QueueWriter writer;
    private final long queueBytes;
    // Header version 1 until the peer has sent a 2: old peers lose framing on a 2.
    private volatile int headerVersion = 1;
    private volatile String reason = "the peer closed it";

    /**
     * @param address what a plain session goes by
     * @param own the connection's own thread
     */
    Connection(Channel channel, String address, String logName, Executor own, long queueBytes, PeerLog log) {
        this.channel = channel;
        this.own = own;
        this.address = address;
        this.logName = logName;
        this.log = log;
        this.queueBytes = queueBytes;
        this.queue = new SendQueue(queueBytes);
        this.writer = new QueueWriter(channel, queue, own, this::pack);
    }

    @Override
    public String address() {
        return address;
    }

    /** The peer's address and port, for logs. */
    String logName() {
        return logName;
    }

    /** Why it closed, for the log. */
    String reason() {
        return reason;
    }

    /** Whether that is the connection's own thread. */
    boolean runsOn(Executor thread) {
        return own.equals(thread);
    }

    QueueWriter writer() {
        return writer;
    }

    SendQueue queue() {
        return queue;
    }

    /** Nothing waits for it. */
    boolean isIdle() {
        if (!channel.isActive()) {
            return true;
        }
        // The writer's state is its loop's.
        Future<Boolean> idle = channel.eventLoop().submit(writer::isIdle);
        return idle.awaitUninterruptibly(1, TimeUnit.SECONDS) && Boolean.TRUE.equals(idle.getNow());
    }

    void speaks(int version) {
        if (version > headerVersion) {
            headerVersion = version;
        }
    }

    @Override
    public void send(Outgoing message) {
        switch (queue.offer(message)) {
            case QUEUED -> writer.wake();
            case OVERFLOW ->
                close(
                        Event.SLOW,
                        "over " + queueBytes + " bytes wait for it that cannot be dropped; its session is held");
            case CLOSED -> {}
        }
    }

    @Override
    public void close(String why) {
        close(Event.DISCONNECTED, why);
    }

    void close(Event event, String why) {
        if (channel.isOpen()) {
            reason = why;
            log.info(event, logName, why);
            Future<?> unused = channel.close();
        }
    }

    private List<ByteBuffer> pack(Outgoing message) {
        try {
            return PacketEncoder.encode(message.packet().get(), headerVersion).buffers();
        } catch (RuntimeException | OutOfMemoryError e) {
            log.error(logName, "a message could not be packed; a STATUS goes in its place", e);
            StatusMessage status = StatusMessage.of(
                    StatusCode.UNKNOWN_ERROR, "internal", "the bridge failed to pack a message; its log says where");
            return PacketEncoder.encode(Packet.v1(message.device(), status)).buffers();
        }
    }
}
