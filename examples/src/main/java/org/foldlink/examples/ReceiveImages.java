package org.foldlink.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.protocol.wire.ProtocolException.Category;

/**
 * A server on loopback that takes one client after another, prints what arrives and answers every IMAGE by a STATUS of its name.
 *
 * <p>Usage: {@code ReceiveImages [port]}, by default 18944.
 */
public final class ReceiveImages {
    private ReceiveImages() {}

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 18944;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            System.out.println("listening on " + server.getLocalAddress());
            while (true) {
                try (BlockingConnection client = new BlockingConnection(server.accept())) {
                    serve(client);
                } catch (IOException | ProtocolException e) {
                    System.out.println("connection closed: " + e.getMessage());
                }
            }
        }
    }

    /** Until the client closes between messages. */
    static void serve(BlockingConnection client) throws IOException, ProtocolException {
        while (true) {
            try {
                Packet packet = client.receive();
                if (packet == null) {
                    return;
                }
                Message message = packet.message();
                System.out.println(packet.device() + ": " + message);
                if (message instanceof ImageMessage image) {
                    String text = image.pixels().remaining() + " bytes of " + image.scalarType() + ", first voxel at "
                            + image.firstVoxelCentre() + " mm " + image.frame();
                    client.send(Packet.v1(packet.device(), StatusMessage.of(StatusCode.OK, "OK", text)));
                }
            } catch (ProtocolException e) {
                if (e.category() == Category.FRAMING) {
                    throw e;
                }
                System.out.println("skipped: " + e.getMessage());
            }
        }
    }
}
