package org.foldlink.protocol.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.ColorTableMessage;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.ImageMetaMessage;
import org.foldlink.protocol.message.LabelMetaMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.NdArrayMessage;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.PolyDataMessage.Attribute;
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
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.message.ToolType;
import org.foldlink.protocol.message.TrackingMessage;
import org.foldlink.protocol.message.TrajectoryMessage;
import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/**
 * Messages of every type that the C++ library both packs and unpacks, from a seed. Where the library itself loses something (it
 * recomputes an image's spacing, keeps times in nanoseconds, drops SENSOR's status), the values are such that nothing is lost.
 */
final class RandomMessages {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-";

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    List<Packet> ofEveryType() {
        List<Packet> packets = new ArrayList<>();
        for (Supplier<Message> one : List.<Supplier<Message>>of(
                this::transform,
                this::position,
                this::image,
                this::status,
                this::capability,
                this::string,
                this::points,
                this::trajectories,
                this::tracking,
                this::quaternions,
                this::imageMeta,
                this::labelMeta,
                this::sensor,
                this::array,
                this::colours,
                this::bind,
                this::polyData,
                this::query)) {
            packets.add(new Packet(1, text(20), new Timestamp(random.nextLong()), 0, Metadata.EMPTY, one.get()));
        }
        return packets;
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private float real() {
        return (float) (random.nextGaussian() * 300);
    }

    private float[] reals(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = real();
        }
        return values;
    }

    private Matrix3x4 matrix() {
        return Matrix3x4.of(reals(12));
    }

    /** Axes along ±x, ±y, ±z in any order, spacings of powers of two: the library gives these back exactly. */
    private Matrix3x4 grid() {
        float[] columns = reals(12);
        int first = random.nextInt(3);
        int step = 1 + random.nextInt(2);
        for (int axis = 0; axis < 3; axis++) {
            float spacing = Math.scalb(random.nextBoolean() ? 1f : -1f, random.nextInt(6) - 3);
            for (int row = 0; row < 3; row++) {
                columns[3 * axis + row] = row == (first + axis * step) % 3 ? spacing : 0;
            }
        }
        return Matrix3x4.of(columns);
    }

    private Rgba colour() {
        return new Rgba(random.nextInt(256), random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private <T> List<T> some(int most, Supplier<T> one) {
        List<T> list = new ArrayList<>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }

    private <E extends Enum<E>> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private Ijk size(int most) {
        return new Ijk(1 + random.nextInt(most), 1 + random.nextInt(most), 1 + random.nextInt(most));
    }

    private Message transform() {
        return new TransformMessage(matrix());
    }

    /** A unit quaternion: of the compact form the library keeps no other. */
    private Message position() {
        float[] q = reals(4);
        float length = (float) Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        return new PositionMessage(
                real(),
                real(),
                real(),
                any(PositionMessage.Orientation.values()),
                q[0] / length,
                q[1] / length,
                q[2] / length,
                q[3] / length);
    }

    private Message image() {
        ScalarType[] types = {
            ScalarType.INT8,
            ScalarType.UINT8,
            ScalarType.INT16,
            ScalarType.UINT16,
            ScalarType.INT32,
            ScalarType.UINT32,
            ScalarType.FLOAT32,
            ScalarType.FLOAT64
        };
        ScalarType type = any(types);
        Ijk size = size(9);
        Ijk part = new Ijk(1 + random.nextInt(size.i()), 1 + random.nextInt(size.j()), 1 + random.nextInt(size.k()));
        Ijk offset = new Ijk(
                random.nextInt(size.i() - part.i() + 1),
                random.nextInt(size.j() - part.j() + 1),
                random.nextInt(size.k() - part.k() + 1));
        int components = 1 + random.nextInt(4);
        return new ImageMessage(
                size,
                components,
                type,
                random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                any(CoordinateFrame.values()),
                grid(),
                offset,
                part,
                bytes((int) ImageMessage.pixelBytes(part, components, type)));
    }

    private Message status() {
        return new StatusMessage(random.nextInt(20), random.nextLong(), text(19), text(200));
    }

    private Message capability() {
        return new CapabilityMessage(some(30, () -> "T" + random.nextInt(100_000)));
    }

    private Message string() {
        return new StringMessage(3, text(300));
    }

    private Message points() {
        return new PointMessage(some(
                9,
                () -> new PointMessage.Point(text(63), text(31), colour(), real(), real(), real(), real(), text(19))));
    }

    private Message trajectories() {
        return new TrajectoryMessage(some(
                9,
                () -> new TrajectoryMessage.Trajectory(
                        text(63),
                        text(31),
                        any(TrajectoryMessage.Kind.values()),
                        colour(),
                        real(),
                        real(),
                        real(),
                        real(),
                        real(),
                        real(),
                        real(),
                        text(19))));
    }

    private Message tracking() {
        return new TrackingMessage(some(9, () -> new TrackingMessage.Tool(text(19), any(ToolType.values()), matrix())));
    }

    private Message quaternions() {
        return new QuaternionTrackingMessage(some(
                9,
                () -> new QuaternionTrackingMessage.Tool(
                        text(19), any(ToolType.values()), real(), real(), real(), real(), real(), real(), real())));
    }

    private Message imageMeta() {
        return new ImageMetaMessage(some(
                5,
                () -> new ImageMetaMessage.ImageMeta(
                        text(63),
                        text(19),
                        text(31),
                        text(63),
                        text(63),
                        new Timestamp((long) random.nextInt(Integer.MAX_VALUE) << 32),
                        size(60_000),
                        ScalarType.INT16)));
    }

    private Message labelMeta() {
        return new LabelMetaMessage(some(
                5,
                () -> new LabelMetaMessage.LabelMeta(
                        text(63), text(19), random.nextInt(256), colour(), size(60_000), text(19))));
    }

    private Message sensor() {
        return new SensorMessage(0, random.nextLong(), some(255, random::nextGaussian));
    }

    private Message array() {
        ScalarType type = any(ScalarType.values());
        List<Integer> size = some(3, () -> 1 + random.nextInt(7));
        int count = size.stream().reduce(1, (a, b) -> a * b);
        return new NdArrayMessage(type, size, bytes(count * type.bytes()));
    }

    private Message colours() {
        ColorTableMessage.IndexType index = any(ColorTableMessage.IndexType.values());
        ColorTableMessage.MapType map = any(ColorTableMessage.MapType.values());
        return new ColorTableMessage(index, map, bytes(index.entries() * map.bytes()));
    }

    private Message bind() {
        return new BindMessage(some(
                5,
                () -> new BindMessage.Child(
                        text(19),
                        switch (random.nextInt(4)) {
                            case 0 -> transform();
                            case 1 -> string();
                            case 2 -> points();
                            default -> sensor();
                        })));
    }

    private Cells cells(int points) {
        int[][] cells = new int[random.nextInt(5)][];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = random.ints(1 + random.nextInt(6), 0, points).toArray();
        }
        return Cells.of(cells);
    }

    private Message polyData() {
        int points = 1 + random.nextInt(20);
        List<Attribute> attributes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            AttributeKind kind = any(new AttributeKind[] {
                AttributeKind.POINT_SCALARS, AttributeKind.POINT_VECTORS,
                AttributeKind.POINT_NORMALS, AttributeKind.POINT_TENSORS
            });
            int components = kind == AttributeKind.POINT_SCALARS
                    ? 1 + random.nextInt(5)
                    : kind == AttributeKind.POINT_TENSORS ? 9 : 3;
            attributes.add(new Attribute(kind, components, text(40), FloatBuffer.wrap(reals(points * components))));
        }
        return new PolyDataMessage(
                FloatBuffer.wrap(reals(3 * points)),
                cells(points),
                cells(points),
                cells(points),
                cells(points),
                attributes);
    }

    private Message query() {
        return switch (random.nextInt(4)) {
            case 0 -> QueryMessage.of(Verb.GET, random.nextBoolean() ? "TRANSFORM" : "POLYDATA");
            case 1 -> QueryMessage.of(Verb.STP, random.nextBoolean() ? "TDATA" : "BIND");
            case 2 -> QueryMessage.answer(random.nextBoolean() ? "TDATA" : "QTDATA", random.nextInt(256));
            default ->
                new QueryMessage(
                        Verb.STT,
                        random.nextBoolean() ? "TDATA" : "QTDATA",
                        new QueryMessage.Tracking(random.nextInt(1000), text(31)));
        };
    }
}
