package org.foldlink.examples;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Packet;

/**
 * Sends one volume, a bright ball, to an OpenIGTLink server and prints the answer.
 *
 * <p>Usage: {@code SendImage [host [port]]}, by default {@code 127.0.0.1 18944}.
 */
public final class SendImage {
    private SendImage() {}

    public static void main(String[] args) throws Exception {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 18944;
        try (BlockingConnection connection = BlockingConnection.open(new InetSocketAddress(host, port))) {
            connection.send(Packet.v1("Ball", ball(64)).withTimestamp(Timestamp.of(Instant.now())));
            System.out.println(connection.receiveNext().message());
        }
    }

    /** A cube of voxels of 1 × 1 × 2 mm around the origin of RAS, with a ball of 100 in it. */
    static ImageMessage ball(int side) {
        ByteBuffer pixels = ByteBuffer.allocate(2 * side * side * side).order(ByteOrder.LITTLE_ENDIAN);
        double centre = (side - 1) / 2.0;
        for (int k = 0; k < side; k++) {
            for (int j = 0; j < side; j++) {
                for (int i = 0; i < side; i++) {
                    double distance = Math.hypot(Math.hypot(i - centre, j - centre), k - centre);
                    pixels.putShort((short) (distance < side / 3.0 ? 100 : 0));
                }
            }
        }
        Ijk size = new Ijk(side, side, side);
        return ImageMessage.whole(
                size,
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                ImageMessage.centredMatrix(size, 1, 0, 0, -centre, 0, 1, 0, -centre, 0, 0, 2, -2 * centre),
                pixels.flip());
    }
}
