package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.ColorTableMessage;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.ImageMetaMessage;
import org.foldlink.protocol.message.LabelMetaMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.NdArrayMessage;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.PolyDataMessage.AttributeKind;
import org.foldlink.protocol.message.PositionMessage;
import org.foldlink.protocol.message.QuaternionTrackingMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.Rgba;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.SensorMessage;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.TextEncoding;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.message.ToolType;
import org.foldlink.protocol.message.TrackingMessage;
import org.foldlink.protocol.message.TrajectoryMessage;
import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.message.VideoMessage;
import org.foldlink.protocol.message.VideoMetaMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/** Seeded messages of every type, small, with names that fit their fields. */
final class Messages {
    private static final String[] LETTERS = {"a", "Z", "7", ".", "_", " ", "é", "肝", "🫀"};

    private final Random random;

    Messages(long seed) {
        random = new Random(seed);
    }

    /** One of each kind of message, bodies of queries included. */
    List<Message> one() {
        List<Supplier<Message>> makers = List.of(
                () -> new TransformMessage(matrix()),
                () -> PositionMessage.of(number(), number(), number()),
                () -> new PositionMessage(
                        number(), number(), number(), PositionMessage.Orientation.COMPACT, 0.5f, 0.25f, -0.5f, 9),
                () -> PositionMessage.of(number(), number(), number(), number(), number(), number(), number()),
                this::image,
                () -> new StatusMessage(random.nextInt(20), random.nextLong(), text(20), text(60)),
                () -> new CapabilityMessage(list(6, this::typeName)),
                () -> StringMessage.of(text(80)),
                () -> new StringMessage(TextEncoding.UTF_16BE, text(80)),
                () -> new PointMessage(list(4, this::point)),
                () -> new TrajectoryMessage(list(4, this::trajectory)),
                () -> new TrackingMessage(
                        list(4, () -> new TrackingMessage.Tool(text(20), any(ToolType.values()), matrix()))),
                () -> new QuaternionTrackingMessage(list(4, this::tool)),
                () -> new ImageMetaMessage(list(3, this::imageMeta)),
                () -> new LabelMetaMessage(list(
                        3,
                        () -> new LabelMetaMessage.LabelMeta(
                                text(64), text(20), random.nextInt(256), color(), size(65535), text(20)))),
                () -> new SensorMessage(random.nextInt(256), random.nextLong(), list(9, random::nextGaussian)),
                this::ndArray,
                () -> colorTable(ColorTableMessage.IndexType.UINT8),
                this::bind,
                this::polyData,
                () -> new CommandMessage(random.nextLong() & 0xFFFF_FFFFL, text(128), TextEncoding.UTF_8, text(200)),
                () -> CommandReplyMessage.of(random.nextInt(9), text(128), text(200)),
                this::video,
                () -> new VideoMetaMessage(list(2, this::videoMeta)),
                () -> new OpaqueMessage("X" + random.nextInt(1000), bytes(random.nextInt(50))),
                () -> QueryMessage.of(
                        any(Verb.values()), any(new String[] {"IMAGE", "TRANSFORM", "CAPABILITY", "VIDEOMETA", "ODD"})),
                () -> QueryMessage.answer(any(new String[] {"TDATA", "IMAGE", "BIND"}), random.nextInt(256)),
                () -> query(
                        Verb.STT,
                        any(new String[] {"TDATA", "QTDATA"}),
                        new QueryMessage.Tracking(random.nextInt(), text(32))),
                () -> query(Verb.STT, "VIDEO", new QueryMessage.Video("VP90", random.nextLong() & 0xFFFF_FFFFL)),
                () -> query(Verb.STT, "POLYDATA", new QueryMessage.Interval(random.nextLong())),
                () -> query(Verb.GET, "BIND", new QueryMessage.Children(0, List.of(child(), child(), child()))),
                () -> query(Verb.STT, "BIND", new QueryMessage.Children(random.nextLong(), list(3, this::child))),
                () -> query(Verb.GET, "ODD", new QueryMessage.Raw(bytes(1 + random.nextInt(40)))));
        return makers.stream().map(Supplier::get).toList();
    }

    /** One of each kind, in both header versions. */
    List<Packet> packets() {
        List<Packet> packets = new ArrayList<>();
        for (Message message : one()) {
            Timestamp time = Timestamp.of(
                    Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000)));
            packets.add(Packet.v1(text(20), message).withTimestamp(time));
            packets.add(new Packet(2, text(20), time, random.nextLong() & 0xFFFF_FFFFL, metadata(), message));
        }
        return packets;
    }

    ImageMessage image() {
        Ijk size = new Ijk(1 + random.nextInt(7), 1 + random.nextInt(7), 1 + random.nextInt(7));
        Ijk offset = new Ijk(random.nextInt(size.i()), random.nextInt(size.j()), random.nextInt(size.k()));
        Ijk part = new Ijk(
                1 + random.nextInt(size.i() - offset.i()),
                1 + random.nextInt(size.j() - offset.j()),
                1 + random.nextInt(size.k() - offset.k()));
        ScalarType[] types = ScalarType.values();
        ScalarType type = types[random.nextInt(types.length - 1)];
        int components = 1 + random.nextInt(4);
        return new ImageMessage(
                size,
                components,
                type,
                random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                any(CoordinateFrame.values()),
                matrix(),
                offset,
                part,
                bytes((int) ImageMessage.pixelBytes(part, components, type)));
    }

    private PolyDataMessage polyData() {
        int points = 1 + random.nextInt(9);
        FloatBuffer coordinates = FloatBuffer.allocate(3 * points);
        for (int i = 0; i < 3 * points; i++) {
            coordinates.put(i, number());
        }
        return new PolyDataMessage(
                coordinates,
                cells(points),
                cells(points),
                cells(points),
                cells(points),
                list(3, () -> attribute(any(AttributeKind.values()))));
    }

    private PolyDataMessage.Attribute attribute(AttributeKind kind) {
        int components = switch (kind) {
            case POINT_SCALARS, CELL_SCALARS, POINT_TEXTURE, CELL_TEXTURE -> 1 + random.nextInt(5);
            case POINT_VECTORS, POINT_NORMALS, CELL_VECTORS, CELL_NORMALS -> 3;
            case POINT_TENSORS, CELL_TENSORS -> 9;
            case POINT_RGBA, CELL_RGBA -> 4;
        };
        FloatBuffer values = FloatBuffer.allocate(components * random.nextInt(5));
        for (int i = 0; i < values.limit(); i++) {
            values.put(i, number());
        }
        return new PolyDataMessage.Attribute(kind, components, text(40), values);
    }

    private Cells cells(int points) {
        int[][] cells = new int[random.nextInt(4)][];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = random.ints(random.nextInt(5), 0, points).toArray();
        }
        return Cells.of(cells);
    }

    private BindMessage bind() {
        return new BindMessage(list(
                4,
                () -> new BindMessage.Child(text(20), any(new Message[] {
                    new TransformMessage(matrix()),
                    StringMessage.of("odd"),
                    image(),
                    new OpaqueMessage("BIND", bytes(3)),
                    new OpaqueMessage("NEW", bytes(5))
                }))));
    }

    private NdArrayMessage ndArray() {
        List<Integer> size = new ArrayList<>(List.of(1 + random.nextInt(3)));
        size.addAll(list(3, () -> 1 + random.nextInt(3)));
        ScalarType type = any(ScalarType.values());
        int bytes = size.stream().reduce(type.bytes(), (a, b) -> a * b);
        return new NdArrayMessage(type, size, bytes(bytes));
    }

    ColorTableMessage colorTable(ColorTableMessage.IndexType index) {
        ColorTableMessage.MapType map = any(ColorTableMessage.MapType.values());
        return new ColorTableMessage(index, map, bytes(index.entries() * map.bytes()));
    }

    private VideoMessage video() {
        return new VideoMessage(
                ByteOrder.LITTLE_ENDIAN,
                "H264",
                random.nextInt(65536),
                any(CoordinateFrame.values()),
                new Ijk(640, 480, 1),
                matrix(),
                Ijk.ZERO,
                new Ijk(640, 480, 1),
                bytes(random.nextInt(60)));
    }

    private VideoMetaMessage.VideoMeta videoMeta() {
        return new VideoMetaMessage.VideoMeta(
                text(64),
                text(64),
                text(64),
                text(64),
                (short) random.nextInt(),
                random.nextGaussian(),
                size(65535),
                matrix(),
                any(ScalarType.values()));
    }

    private PointMessage.Point point() {
        return new PointMessage.Point(text(64), text(32), color(), number(), number(), number(), number(), text(20));
    }

    private TrajectoryMessage.Trajectory trajectory() {
        return new TrajectoryMessage.Trajectory(
                text(64),
                text(32),
                any(TrajectoryMessage.Kind.values()),
                color(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                text(20));
    }

    private QuaternionTrackingMessage.Tool tool() {
        return new QuaternionTrackingMessage.Tool(
                text(20), any(ToolType.values()), number(), number(), number(), number(), number(), number(), number());
    }

    private ImageMetaMessage.ImageMeta imageMeta() {
        return new ImageMetaMessage.ImageMeta(
                text(64),
                text(20),
                text(32),
                text(64),
                text(64),
                new Timestamp(random.nextLong()),
                size(65535),
                any(ScalarType.values()));
    }

    private Metadata metadata() {
        return new Metadata(list(
                4,
                () -> new Metadata.Entry(
                        text(20),
                        any(new Integer[] {TextEncoding.US_ASCII, TextEncoding.UTF_8, TextEncoding.UTF_16LE}),
                        text(50))));
    }

    private QueryMessage.Child child() {
        return new QueryMessage.Child(typeName(), text(20));
    }

    private static QueryMessage query(Verb verb, String about, QueryMessage.Body body) {
        return new QueryMessage(verb, about, body);
    }

    private String typeName() {
        return any(new String[] {"IMAGE", "TRANSFORM", "STT_POLYDATA", "A"});
    }

    private Matrix3x4 matrix() {
        float[] values = new float[12];
        for (int i = 0; i < 12; i++) {
            values[i] = number();
        }
        return Matrix3x4.of(values);
    }

    private Ijk size(int most) {
        return new Ijk(random.nextInt(most + 1), random.nextInt(most + 1), random.nextInt(most + 1));
    }

    private Rgba color() {
        return new Rgba(random.nextInt(256), random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private float number() {
        return random.nextInt(20) == 0 ? Float.NaN : (float) (1000 * random.nextGaussian());
    }

    private ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** At most that many bytes of UTF-8, often exactly as many as fit. */
    private String text(int maxBytes) {
        StringBuilder text = new StringBuilder();
        int target = random.nextInt(4) == 0 ? maxBytes : random.nextInt(maxBytes + 1);
        String next = any(LETTERS);
        while (TextEncoding.length(text + next, TextEncoding.UTF_8) <= target) {
            text.append(next);
            next = any(LETTERS);
        }
        return text.toString();
    }

    private <T> List<T> list(int most, Supplier<T> maker) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            list.add(maker.get());
        }
        return list;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** All results of a stream fed whole. */
    static List<PacketDecoder.Result> decodeAll(PacketDecoder decoder, ByteBuffer in) throws Exception {
        List<PacketDecoder.Result> results = new ArrayList<>();
        PacketDecoder.Result result = decoder.next(in);
        while (result != null) {
            results.add(result);
            result = decoder.next(in);
        }
        return results;
    }

    static List<Packet> packets(List<PacketDecoder.Result> results) {
        return results.stream().map(Messages::packet).toList();
    }

    static Packet packet(PacketDecoder.Result result) {
        if (result instanceof PacketDecoder.Received received) {
            return received.packet();
        }
        throw new AssertionError("rejected: " + result);
    }

    static byte[] bytes(Packet packet) {
        return PacketEncoder.encode(packet).toByteArray();
    }

    static <T> List<T> map(List<Packet> packets, Function<Packet, T> function) {
        return packets.stream().map(function).toList();
    }
}
