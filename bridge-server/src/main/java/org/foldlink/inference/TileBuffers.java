package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Direct buffers for the input and the output of networks that are open. A network that stays loaded gives its own back meanwhile, for the next
 * one of the same shape: with many classes they are larger than the network, and Java frees them late. Thread-safe.
 */
public final class TileBuffers {

    /** One network's. */
    private static final int KEPT = 2;

    /** The longest unused first; guarded by this. */
    private final ArrayDeque<FloatBuffer> free = new ArrayDeque<>();

    /** Of {@code floats} values in native order, whatever they are. */
    public synchronized FloatBuffer take(int floats) {
        for (Iterator<FloatBuffer> it = free.iterator(); it.hasNext(); ) {
            FloatBuffer buffer = it.next();
            if (buffer.capacity() == floats) {
                it.remove();
                return buffer;
            }
        }
        return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Not used by the caller from now on. */
    public synchronized void giveBack(FloatBuffer buffer) {
        free.addLast(buffer);
        while (free.size() > KEPT) {
            free.removeFirst();
        }
    }
}
