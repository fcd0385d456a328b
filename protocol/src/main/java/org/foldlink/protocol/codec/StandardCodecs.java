package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * The codecs of all standard types, an immutable table. A message of any other type becomes an {@link OpaqueMessage}. Thread-safe.
 */
public final class StandardCodecs {
    private static final QueryCodec QUERY = new QueryCodec();

    private static final List<BodyCodec<?>> ALL = List.of(
            new BindCodec(),
            new CapabilityCodec(),
            new ColorTableCodec(),
            new CommandCodec(),
            new CommandReplyCodec(),
            new ImageCodec(),
            new ImageMetaCodec(),
            new LabelMetaCodec(),
            new NdArrayCodec(),
            new PointCodec(),
            new PolyDataCodec(),
            new PositionCodec(),
            new QuaternionTrackingCodec(),
            new SensorCodec(),
            new StatusCodec(),
            new StringCodec(),
            new TrackingCodec(),
            new TrajectoryCodec(),
            new TransformCodec(),
            new VideoCodec(),
            new VideoMetaCodec());

    private static final Map<String, BodyCodec<?>> BY_TYPE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(BodyCodec::type, Function.identity()));

    private static final Map<Class<?>, BodyCodec<?>> BY_CLASS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(BodyCodec::messageClass, Function.identity()));

    private StandardCodecs() {}

    /** The names of the types that have a codec, sorted; queries aside. */
    public static Set<String> types() {
        return new TreeSet<>(BY_TYPE.keySet());
    }

    /**
     * Reads a message's content (without extended header and metadata).
     *
     * @param type the header's type name
     * @param content position to limit; the message may share its memory
     * @throws ProtocolException of category BODY
     */
    public static Message read(String type, ByteBuffer content, Limits limits) throws ProtocolException {
        BodyReader in = new BodyReader(type, content, limits);
        try {
            BodyCodec<?> codec = BY_TYPE.get(type);
            if (codec != null) {
                return codec.read(in);
            }
            Optional<Verb> verb = QueryCodec.verb(type);
            return verb.isPresent() ? QUERY.read(verb.get(), type, in) : new OpaqueMessage(type, in.rest());
        } catch (InvalidFieldException e) {
            throw ProtocolException.body(e, in.offset());
        }
    }

    /** Writes a message's content. */
    public static void write(Message message, BodyWriter out) {
        if (message instanceof QueryMessage query) {
            QUERY.write(query, out);
        } else if (message instanceof OpaqueMessage opaque) {
            out.payload(opaque.content());
        } else {
            writeWith(Objects.requireNonNull(BY_CLASS.get(message.getClass())), message, out);
        }
    }

    private static <M extends Message> void writeWith(BodyCodec<M> codec, Message message, BodyWriter out) {
        codec.write(codec.messageClass().cast(message), out);
    }
}
