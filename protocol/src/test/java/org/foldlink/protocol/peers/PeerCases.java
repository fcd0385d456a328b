package org.foldlink.protocol.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.ColorTableMessage;
import org.foldlink.protocol.message.ColorTableMessage.IndexType;
import org.foldlink.protocol.message.ColorTableMessage.MapType;
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
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.message.ToolType;
import org.foldlink.protocol.message.TrackingMessage;
import org.foldlink.protocol.message.TrajectoryMessage;
import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.message.VideoMessage;
import org.foldlink.protocol.message.VideoMetaMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/** The inputs of the peers' built-in cases ({@code cpp/cases.cpp}), said again with our records: what their bytes must decode to. */
final class PeerCases {
    private static final Timestamp TIME = new Timestamp(1_700_000_000L << 32 | 0x8000_0000L);
    private static final Metadata METADATA = Metadata.of("Job", "ab12", "Note", "grüß dich");
    private static final Ijk SIZE = new Ijk(4, 3, 2);
    private static final Matrix3x4 GRID = Matrix3x4.of(-0.5f, 0, 0, 0, -0.5f, 0, 0, 0, 2, 99.25f, 49.5f, -29);

    private record Case(String device, Metadata metadata, Message message) {}

    private final Map<String, Case> cases = new LinkedHashMap<>();

    private PeerCases() {
        tracking();
        images();
        texts();
        lists();
        arrays();
        polyData();
        bind();
        queries();
    }

    /** Every case that release 1.11 packs, in header version 1. */
    static Map<String, Packet> version1() {
        Map<String, Packet> packets = new LinkedHashMap<>();
        PeerCases all = new PeerCases();
        all.cases.forEach(
                (name, one) -> packets.put(name, new Packet(1, one.device, TIME, 0, Metadata.EMPTY, one.message)));
        return packets;
    }

    static Packet version1(String name) {
        Packet packet = version1().get(name);
        if (packet == null) {
            throw new IllegalArgumentException("no case " + name);
        }
        return packet;
    }

    /** Every case that the library's master packs, in header version 2 with metadata and a message id. */
    static Map<String, Packet> version2() {
        Map<String, Packet> packets = new LinkedHashMap<>();
        PeerCases all = new PeerCases();
        all.cases.remove("get-capabil"); // master has no class for it
        all.commands();
        all.video();
        all.cases.forEach(
                (name, one) -> packets.put(name, new Packet(2, one.device, TIME, 4711, one.metadata, one.message)));
        return packets;
    }

    private void add(String name, String device, Message message) {
        cases.put(name, new Case(device, METADATA, message));
    }

    private void tracking() {
        add("transform", "Tool", new TransformMessage(Matrix3x4.of(0, 1, 0, -1, 0, 0, 0, 0, 1, 10.5f, -20.25f, 1e-3f)));
        add("position", "Probe", PositionMessage.of(1.5f, -2.5f, 300.125f, 0.5f, -0.5f, 0.5f, 0.5f));
        add("position-only", "Probe", PositionMessage.of(1.5f, -2.5f, 300.125f));
        add(
                "position-compact",
                "Probe",
                new PositionMessage(
                        1.5f, -2.5f, 300.125f, PositionMessage.Orientation.COMPACT, 0.5f, -0.5f, 0.5f, 0.5f));
        float[] second = GRID.toArray();
        second[1] = 0.25f;
        add(
                "tdata",
                "Tracker",
                new TrackingMessage(List.of(
                        new TrackingMessage.Tool("Reference", ToolType.TRACKER, GRID),
                        new TrackingMessage.Tool("Pointer", ToolType.FIVE_D, Matrix3x4.of(second)))));
        add(
                "qtdata",
                "Tracker",
                new QuaternionTrackingMessage(List.of(
                        new QuaternionTrackingMessage.Tool(
                                "Reference", ToolType.SIX_D, 1, 2, 3, 0.5f, 0.5f, -0.5f, 0.5f),
                        new QuaternionTrackingMessage.Tool(
                                "Pointer", ToolType.THREE_D, 1, 3, 3, 0.5f, 0.5f, -0.5f, 0.5f))));
    }

    /** Voxels of a value each from its place in memory. */
    private static ByteBuffer voxels(ScalarType type, int count, ByteOrder order, IntToDoubleFunction value) {
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(order);
        for (int i = 0; i < count; i++) {
            double v = value.applyAsDouble(i);
            switch (type) {
                case INT8, UINT8 -> bytes.put((byte) (int) v);
                case INT16, UINT16 -> bytes.putShort((short) (int) v);
                case INT32, UINT32 -> bytes.putInt((int) (long) v);
                case FLOAT32 -> bytes.putFloat((float) v);
                case FLOAT64 -> bytes.putDouble(v);
                case COMPLEX -> bytes.putDouble(1.5 - 0.25 * (2 * i)).putDouble(1.5 - 0.25 * (2 * i + 1));
            }
        }
        return bytes.flip();
    }

    private void image(String name, String device, ScalarType type, double first, double step) {
        add(
                name,
                device,
                ImageMessage.whole(
                        SIZE,
                        type,
                        ByteOrder.LITTLE_ENDIAN,
                        CoordinateFrame.RAS,
                        GRID,
                        voxels(type, 24, ByteOrder.LITTLE_ENDIAN, i -> first + step * i)));
    }

    private void images() {
        image("image-int8", "Int8", ScalarType.INT8, -12, 1);
        image("image-uint8", "Uint8", ScalarType.UINT8, 1, 11);
        image("image-int16", "CT", ScalarType.INT16, -1024, 89);
        image("image-uint16", "Uint16", ScalarType.UINT16, 5, 2800);
        image("image-int32", "Int32", ScalarType.INT32, -2e9, 170e6);
        image("image-uint32", "Uint32", ScalarType.UINT32, 7, 180e6);
        image("image-float32", "Float32", ScalarType.FLOAT32, -1.5, 0.25);
        image("image-float64", "Float64", ScalarType.FLOAT64, 1e-3, 1.0 / 3);
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        CoordinateFrame ras = CoordinateFrame.RAS;
        add(
                "image-rgb",
                "RGB",
                new ImageMessage(
                        SIZE,
                        3,
                        ScalarType.UINT8,
                        little,
                        ras,
                        GRID,
                        Ijk.ZERO,
                        SIZE,
                        voxels(ScalarType.UINT8, 72, little, i -> 3.0 * i)));
        add(
                "image-lps",
                "LPS",
                ImageMessage.whole(
                        SIZE,
                        ScalarType.UINT8,
                        little,
                        CoordinateFrame.LPS,
                        GRID,
                        voxels(ScalarType.UINT8, 24, little, i -> i)));
        add(
                "image-subvolume",
                "Part",
                new ImageMessage(
                        SIZE,
                        1,
                        ScalarType.INT16,
                        little,
                        ras,
                        GRID,
                        new Ijk(1, 0, 1),
                        new Ijk(2, 3, 1),
                        voxels(ScalarType.INT16, 6, little, i -> i - 3.0)));
        add(
                "image-big-endian",
                "BigEndian",
                ImageMessage.whole(
                        SIZE,
                        ScalarType.UINT16,
                        ByteOrder.BIG_ENDIAN,
                        ras,
                        GRID,
                        voxels(ScalarType.UINT16, 24, ByteOrder.BIG_ENDIAN, i -> 256.0 * i + 7)));
    }

    private void texts() {
        add("status", "ab12.status", StatusMessage.of(StatusCode.OK, "", "done"));
        add(
                "status-error",
                "CT",
                new StatusMessage(8, -5_000_000_000L, "OverTheLimit", "IMAGE size[2] = 0 (expected 1..65535)"));
        add("status-unnamed", "", StatusMessage.of(StatusCode.INVALID, "", ""));
        add(
                "capability",
                "Server",
                new CapabilityMessage(List.of("IMAGE", "GET_IMAGE", "TRANSFORM", "POLYDATA", "GET_POLYDATA")));
        add("string", "ab12.progress", new StringMessage(3, "{\"phase\":\"folds\",\"fold\":2}"));
        add("string-utf8", "TwentyBytesLongName!", new StringMessage(106, "Milz 脾 μ"));
        add("string-empty", "Empty", new StringMessage(3, ""));
    }

    private void lists() {
        add(
                "point",
                "ab12.centres",
                new PointMessage(List.of(
                        new PointMessage.Point(
                                "liver 0.93", "organs", new Rgba(221, 130, 101, 255), 0, -20, 0.125f, 0, "CT"),
                        new PointMessage.Point(
                                "spleen", "organs", new Rgba(220, 131, 101, 255), 10.5f, -20, 0.125f, 1.5f, "CT"),
                        new PointMessage.Point("", "organs", new Rgba(219, 132, 101, 255), 21, -20, 0.125f, 3, ""))));
        add(
                "traj",
                "Plan",
                new TrajectoryMessage(List.of(
                        path(0, TrajectoryMessage.Kind.ENTRY_ONLY),
                        path(1, TrajectoryMessage.Kind.TARGET_ONLY),
                        path(2, TrajectoryMessage.Kind.ENTRY_AND_TARGET))));
        add(
                "imgmeta",
                "Images",
                new ImageMetaMessage(List.of(imageMeta(0, "Abdomen portal-venous"), imageMeta(1, "Thorax"))));
        add("lbmeta", "Labels", new LabelMetaMessage(List.of(labelMeta(1, "liver"), labelMeta(2, "spleen"))));
        // Milli, metre to the power of 1, second to the power of -2.
        add("sensor", "Force", new SensorMessage(0, 0xB044_3E00_0000_0000L, List.of(0.1, -2.5, 1e10)));
    }

    private static TrajectoryMessage.Trajectory path(int i, TrajectoryMessage.Kind kind) {
        return new TrajectoryMessage.Trajectory(
                "path " + i, "needles", kind, new Rgba(255, 0, i, 128), 1 + i, 2, 3, -1, -2 - i, -3.5f, 0.75f, "CT");
    }

    private static ImageMetaMessage.ImageMeta imageMeta(int i, String name) {
        return new ImageMetaMessage.ImageMeta(
                name,
                "CT" + (i + 1),
                "CT",
                "Phantom^One",
                "P-0001",
                new Timestamp((1_700_000_001L + i) << 32),
                new Ijk(512, 512, 100 + i),
                ScalarType.INT16);
    }

    private static LabelMetaMessage.LabelMeta labelMeta(int label, String name) {
        return new LabelMetaMessage.LabelMeta(
                name, "ab12.labels", label, new Rgba(221, 130, 101 * label, 255), SIZE, "CT");
    }

    private void array(String name, ScalarType type, double first, double step) {
        ByteBuffer data = voxels(type, 6, ByteOrder.BIG_ENDIAN, i -> first + step * i);
        add(name, "Array", new NdArrayMessage(type, List.of(2, 3), data));
    }

    private void arrays() {
        array("ndarray-int8", ScalarType.INT8, -3, 1);
        array("ndarray-uint8", ScalarType.UINT8, 250, 1);
        array("ndarray-int16", ScalarType.INT16, -300, 100);
        array("ndarray-uint16", ScalarType.UINT16, 60000, 1000);
        array("ndarray-int32", ScalarType.INT32, -2e9, 700e6);
        array("ndarray-uint32", ScalarType.UINT32, 4e9, 10);
        array("ndarray-float32", ScalarType.FLOAT32, -0.5, 0.375);
        array("ndarray-float64", ScalarType.FLOAT64, 0.1, 0.2);
        array("ndarray-complex", ScalarType.COMPLEX, 0, 0);
        add("colort-rgb", "Colours", colours(MapType.RGB, 3 * 256));
        add("colort-uint8", "Colours", colours(MapType.UINT8, 256));
        ByteBuffer wide = ByteBuffer.allocate(512);
        for (int i = 0; i < 256; i++) {
            wide.putShort((short) (i * 257));
        }
        add("colort-uint16", "Colours", new ColorTableMessage(IndexType.UINT8, MapType.UINT16, wide.flip()));
    }

    private static ColorTableMessage colours(MapType type, int bytes) {
        ByteBuffer table = ByteBuffer.allocate(bytes);
        for (int i = 0; i < bytes; i++) {
            table.put((byte) (255 - i % 251));
        }
        return new ColorTableMessage(IndexType.UINT8, type, table.flip());
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.125f * i;
        }
        return values;
    }

    private void polyData() {
        float[] corners = new float[24];
        int[] edges = new int[24];
        int edge = 0;
        for (int i = 0; i < 8; i++) {
            corners[3 * i] = (i & 1) != 0 ? 10.5f : 0.5f;
            corners[3 * i + 1] = (i & 2) != 0 ? 20 : -1;
            corners[3 * i + 2] = (i & 4) != 0 ? 4 : -4;
            for (int bit = 1; bit < 8; bit <<= 1) {
                if ((i & bit) == 0) {
                    edges[edge++] = i;
                    edges[edge++] = i | bit;
                }
            }
        }
        add(
                "polydata-box",
                "ab12.boxes",
                PolyDataMessage.ofLines(
                        corners, Cells.lines(edges), List.of(Attribute.pointScalars("label", ramp(8)))));
        float[] points = new float[15];
        for (int i = 0; i < 5; i++) {
            points[3 * i] = i;
            points[3 * i + 1] = 0.5f * i * i;
            points[3 * i + 2] = -2;
        }
        add(
                "polydata-all",
                "Mesh",
                new PolyDataMessage(
                        FloatBuffer.wrap(points),
                        Cells.of(new int[] {0}, new int[] {1}),
                        Cells.of(new int[] {0, 1, 2}),
                        Cells.of(new int[] {0, 1, 2}, new int[] {1, 2, 3, 4}),
                        Cells.of(new int[] {0, 1, 2, 3}),
                        List.of(
                                Attribute.pointScalars("depth", ramp(5)),
                                Attribute.pointNormals("normals", ramp(15)),
                                new Attribute(AttributeKind.POINT_VECTORS, 3, "flow", FloatBuffer.wrap(ramp(15))),
                                new Attribute(AttributeKind.POINT_TENSORS, 9, "stress", FloatBuffer.wrap(ramp(45))),
                                new Attribute(
                                        AttributeKind.POINT_SCALARS, 2, "label pair", FloatBuffer.wrap(ramp(10))))));
    }

    private void bind() {
        add(
                "bind",
                "Bundle",
                new BindMessage(List.of(
                        new BindMessage.Child("Tool", message("transform")),
                        new BindMessage.Child("Odd", new StringMessage(3, "seven b")),
                        new BindMessage.Child("Probe", message("position")))));
        List<QueryMessage.Child> asked =
                List.of(new QueryMessage.Child("TRANSFORM", "Tool"), new QueryMessage.Child("STRING", "Odd"));
        add("get-bind", "Bundle", new QueryMessage(Verb.GET, "BIND", new QueryMessage.Children(0, asked)));
        add("stt-bind", "Bundle", new QueryMessage(Verb.STT, "BIND", new QueryMessage.Children(0, asked)));
    }

    private Message message(String name) {
        Case found = cases.get(name);
        if (found == null) {
            throw new IllegalStateException("no case " + name + " yet");
        }
        return found.message;
    }

    private void queries() {
        for (String type : List.of("TDATA", "QTDATA")) {
            add(
                    "stt-" + type.toLowerCase(java.util.Locale.ROOT),
                    "Tracker",
                    new QueryMessage(Verb.STT, type, new QueryMessage.Tracking(50, "Patient")));
        }
        for (String type : List.of("TDATA", "QTDATA", "BIND")) {
            String name = type.toLowerCase(java.util.Locale.ROOT);
            add("rts-" + name, "Tracker", QueryMessage.answer(type, 1));
            add("stp-" + name, "Query", QueryMessage.of(Verb.STP, type));
        }
        add("get-trans", "Query", QueryMessage.of(Verb.GET, "TRANSFORM"));
        add("get-capabil", "Query", QueryMessage.of(Verb.GET, "CAPABILITY"));
        for (String type : List.of("IMAGE", "STATUS", "POINT", "TRAJ", "IMGMETA", "LBMETA", "COLORT", "POLYDATA")) {
            add("get-" + type.toLowerCase(java.util.Locale.ROOT), "Query", QueryMessage.of(Verb.GET, type));
        }
    }

    private void commands() {
        // The library sends metadata sorted by key.
        cases.put(
                "command",
                new Case(
                        "command",
                        Metadata.of("Job", "ab12", "Note", "grüß dich", "Status", "FAIL"),
                        new CommandMessage(
                                0x8000_0001L, "Segment", 106, "{\"job\":\"ab12\",\"model\":\"hüppocampus\"}")));
        cases.put(
                "rts-command",
                new Case(
                        "command",
                        Metadata.of("ErrorMessage", "", "Job", "ab12", "Note", "grüß dich", "Status", "SUCCESS"),
                        new CommandReplyMessage(0x8000_0001L, "Segment", 3, "{\"job\":\"ab12\",\"place\":1}")));
    }

    private void video() {
        ByteBuffer stream = ByteBuffer.allocate(10);
        for (int i = 0; i < 10; i++) {
            stream.put((byte) (3 * i));
        }
        Ijk frame = new Ijk(64, 48, 1);
        add(
                "video",
                "Endoscope",
                new VideoMessage(
                        ByteOrder.LITTLE_ENDIAN,
                        "H264",
                        2,
                        CoordinateFrame.RAS,
                        frame,
                        GRID,
                        Ijk.ZERO,
                        frame,
                        stream.flip()));
        add(
                "videometa",
                "Videos",
                new VideoMetaMessage(List.of(new VideoMetaMessage.VideoMeta(
                        "endoscope, left",
                        "Endoscope",
                        "Phantom^One",
                        "P-0001",
                        -2,
                        4.25,
                        new Ijk(1920, 1080, 1),
                        GRID,
                        ScalarType.UINT8))));
        add("stt-video", "Endoscope", new QueryMessage(Verb.STT, "VIDEO", new QueryMessage.Video("H264", 40)));
        add("stp-video", "Query", QueryMessage.of(Verb.STP, "VIDEO"));
        add("get-vmeta", "Query", QueryMessage.of(Verb.GET, "VIDEOMETA"));
    }
}
