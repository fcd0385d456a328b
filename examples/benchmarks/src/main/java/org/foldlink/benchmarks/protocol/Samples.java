package org.foldlink.benchmarks.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.wire.Packet;

/** The images that are packed, the same shapes as in the C++ program {@code igtl_bench}. */
public enum Samples {
    /** 256³ voxels of int16: 33.6 MB. */
    VOLUME256(256, 256, ScalarType.INT16),
    /** A grey frame of 512² pixels: 0.26 MB. */
    FRAME512(512, 1, ScalarType.UINT8);

    private final int edge;
    private final int slices;
    private final ScalarType type;

    Samples(int edge, int slices, ScalarType type) {
        this.edge = edge;
        this.slices = slices;
        this.type = type;
    }

    private Ijk size() {
        return new Ijk(edge, edge, slices);
    }

    int bytes() {
        return Math.toIntExact(size().product() * type.bytes());
    }

    Packet packet() {
        return packet(ByteBuffer.allocate(bytes()));
    }

    /** Noise from a fixed seed, in that memory. */
    Packet packet(ByteBuffer memory) {
        byte[] pixels = new byte[bytes()];
        new Random(1).nextBytes(pixels);
        return Packet.v1(
                "Bench",
                ImageMessage.whole(
                        size(),
                        type,
                        ByteOrder.LITTLE_ENDIAN,
                        CoordinateFrame.RAS,
                        Matrix3x4.IDENTITY,
                        memory.put(pixels).flip()));
    }
}
