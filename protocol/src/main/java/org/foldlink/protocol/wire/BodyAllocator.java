package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;

/** Where the memory of bodies comes from. Called by one decoder at a time. */
public interface BodyAllocator {
    /** Buffers on the Java heap, left to the collector. */
    BodyAllocator HEAP = ByteBuffer::allocate;

    /** Buffers outside the Java heap, left to the collector. */
    BodyAllocator DIRECT = ByteBuffer::allocateDirect;

    /** A writable buffer, position 0 and limit {@code capacity}. An OutOfMemoryError refuses the message. */
    ByteBuffer allocate(int capacity);

    /** Takes back a buffer that grew too small or whose message was rejected. One of a received packet goes with the packet. */
    default void release(ByteBuffer buffer) {}
}
