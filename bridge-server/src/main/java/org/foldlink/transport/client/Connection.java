package org.foldlink.transport.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.codec.EncodedPacket;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.transport.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * One OpenIGTLink connection. A thread of its own reads, so that the socket is drained while a volume is written. {@link #send} and
 * {@link #next} are for one thread.
 */
final class Connection implements AutoCloseable {

    private static final int READ_BYTES = 1 << 18;

    /** What the reader hands over: a packet, or the reason why nothing more comes. */
    private record Item(@Nullable Packet packet, @Nullable ClientException end) {}

    private final HostPort server;
    private final SocketChannel channel;
    private final BlockingQueue<Item> incoming = new LinkedBlockingQueue<>();
    private @Nullable ClientException ended;

    private Connection(HostPort server, SocketChannel channel) {
        this.server = server;
        this.channel = channel;
    }

    static Connection open(HostPort server, Duration timeout) throws ClientException {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.socket().connect(new InetSocketAddress(server.host(), server.port()), (int) timeout.toMillis());
            channel.socket().setTcpNoDelay(true);
            channel.socket().setKeepAlive(true);
            Connection connection = new Connection(server, channel);
            Thread reader = new Thread(connection::read, "foldlink-client");
            reader.setDaemon(true);
            reader.start();
            return connection;
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw new ClientException(ClientException.Kind.LOST, reason(server, e, timeout), e);
        }
    }

    private static String reason(HostPort server, Exception e, Duration timeout) {
        if (e instanceof ConnectException) {
            return "nothing listens on " + server + " (start a bridge with: foldlink serve)";
        } else if (e instanceof SocketTimeoutException) {
            return server + " did not answer within " + timeout.toSeconds()
                    + " s (expected a bridge; check the address and the firewall)";
        } else if (e instanceof java.nio.channels.UnresolvedAddressException
                || e instanceof java.net.UnknownHostException) {
            return "host " + server.host() + " is unknown (expected a name or an address that can be reached)";
        }
        return "cannot connect to " + server + ": " + e.getMessage();
    }

    void send(Packet packet) throws ClientException {
        try {
            EncodedPacket encoded = PacketEncoder.encode(packet);
            ByteBuffer[] buffers = encoded.buffers().toArray(ByteBuffer[]::new);
            for (long left = encoded.size(); left > 0; ) {
                left -= channel.write(buffers);
            }
        } catch (IOException e) {
            throw new ClientException(
                    ClientException.Kind.LOST, "the connection to " + server + " broke while sending", e);
        }
    }

    /** The next packet, or null when none came in the time. */
    @Nullable
    Packet next(Duration timeout) throws ClientException, InterruptedException {
        if (ended != null) {
            throw ended;
        }
        Item item = incoming.poll(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
        if (item == null) {
            return null;
        }
        if (item.end() != null) {
            ended = item.end();
            throw ended;
        }
        return item.packet();
    }

    private void read() {
        Limits limits = Limits.DEFAULT.withMaxBody(Integer.MAX_VALUE - 64);
        PacketDecoder decoder = new PacketDecoder(
                PacketDecoder.Options.DEFAULT.withLimits(limits).withAllocator(BodyAllocator.DIRECT));
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                for (PacketDecoder.Result r; (r = decoder.next(buffer)) != null; ) {
                    if (r instanceof PacketDecoder.Received received) {
                        incoming.add(new Item(received.packet(), null));
                    } else if (r instanceof PacketDecoder.Rejected rejected) {
                        throw rejected.error();
                    }
                }
            }
            String where = decoder.progress().inFlight() ? " in the middle of a message" : "";
            finish(ClientException.Kind.LOST, server + " closed the connection" + where, null);
        } catch (ProtocolException e) {
            finish(ClientException.Kind.MALFORMED, "what " + server + " sends is not as agreed: " + e.getMessage(), e);
        } catch (ClosedChannelException e) {
            finish(ClientException.Kind.LOST, "the connection to " + server + " was closed", e);
        } catch (IOException e) {
            finish(ClientException.Kind.LOST, "the connection to " + server + " broke", e);
        } finally {
            close();
        }
    }

    private void finish(ClientException.Kind kind, String message, @Nullable Exception cause) {
        ClientException end =
                cause == null ? new ClientException(kind, message) : new ClientException(kind, message, cause);
        incoming.add(new Item(null, end));
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing is lost: the connection is given up.
        }
    }
}
