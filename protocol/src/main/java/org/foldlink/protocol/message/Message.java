package org.foldlink.protocol.message;

/**
 * A message's content, without its framing. Every implementation is an immutable value: equal content is equal, and any thread may
 * read it. Bulk payloads are read-only NIO buffers that may share memory with what they were decoded from; each accessor call gives
 * a fresh view with its own position.
 */
public sealed interface Message
        permits BindMessage,
                CapabilityMessage,
                ColorTableMessage,
                CommandMessage,
                CommandReplyMessage,
                ImageMessage,
                ImageMetaMessage,
                LabelMetaMessage,
                NdArrayMessage,
                OpaqueMessage,
                PointMessage,
                PolyDataMessage,
                PositionMessage,
                QuaternionTrackingMessage,
                QueryMessage,
                SensorMessage,
                StatusMessage,
                StringMessage,
                TrackingMessage,
                TrajectoryMessage,
                TransformMessage,
                VideoMessage,
                VideoMetaMessage {

    /** The type name as the header carries it, at most 12 bytes: {@code IMAGE}, {@code GET_CAPABIL}. */
    String type();
}
