package org.foldlink.examples;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * OpenIGTLink over one blocking socket: all that a small client or server needs beside the library. One thread may send while another
 * receives.
 */
public final class BlockingConnection implements Closeable {
    private final SocketChannel channel;
    private final PacketDecoder decoder = new PacketDecoder();
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18).flip();

    public BlockingConnection(SocketChannel channel) {
        this.channel = channel;
    }

    public static BlockingConnection open(SocketAddress address) throws IOException {
        return new BlockingConnection(SocketChannel.open(address));
    }

    /** Writes the whole packet; pixels go out from where they lie. */
    public void send(Packet packet) throws IOException {
        ByteBuffer[] pieces = PacketEncoder.encode(packet).buffers().toArray(ByteBuffer[]::new);
        while (pieces[pieces.length - 1].hasRemaining()) {
            channel.write(pieces);
        }
    }

    /**
     * Waits for the next packet. One that is refused is an error of this call alone; the next call goes on behind it.
     *
     * @return null when the peer has closed between messages
     * @throws ProtocolException saying by its category whether the connection may go on
     */
    public @Nullable Packet receive() throws IOException, ProtocolException {
        while (true) {
            PacketDecoder.Result result = decoder.next(in);
            if (result instanceof PacketDecoder.Received received) {
                return received.packet();
            }
            if (result instanceof PacketDecoder.Rejected rejected) {
                throw rejected.error();
            }
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                decoder.end();
                return null;
            }
        }
    }

    /** Like {@link #receive()}, where the peer's closing is an error. */
    public Packet receiveNext() throws IOException, ProtocolException {
        Packet packet = receive();
        if (packet == null) {
            throw new EOFException("the peer closed the connection (expected a message)");
        }
        return packet;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
