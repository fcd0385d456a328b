package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Read-only views, so that a record's payload never moves under its owner. */
final class Payload {
    private Payload() {}

    static ByteBuffer view(ByteBuffer buffer, ByteOrder order) {
        return buffer.asReadOnlyBuffer().slice().order(order);
    }

    static FloatBuffer view(FloatBuffer buffer) {
        return buffer.asReadOnlyBuffer().slice();
    }

    static IntBuffer view(IntBuffer buffer) {
        return buffer.asReadOnlyBuffer().slice();
    }
}
