package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.SensorMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.wire.Crc64;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.protocol.wire.ProtocolException.Category;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an error says, word for word. */
class ErrorTextTest {
    @SuppressWarnings("ArrayRecordComponent")
    private record Case(String text, byte[] message) {}

    /** A 3×2×1 IMAGE of int16, little-endian: 12 bytes of pixels. */
    private static byte[] image() {
        ByteBuffer body = ByteBuffer.allocate(72 + 12);
        body.putShort((short) 1).put(new byte[] {1, 4, 2, 1});
        body.putShort((short) 3).putShort((short) 2).putShort((short) 1);
        for (int i = 0; i < 12; i++) {
            body.putFloat(i);
        }
        body.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        body.putShort((short) 3).putShort((short) 2).putShort((short) 1);
        return body.array();
    }

    private static byte[] image(Consumer<ByteBuffer> change) {
        byte[] body = image();
        change.accept(ByteBuffer.wrap(body));
        return message(1, "IMAGE", body);
    }

    private static byte[] poly(Consumer<ByteBuffer> change) {
        ByteBuffer body = ByteBuffer.wrap(body(PolyDataMessage.ofPolygons(
                new float[9], Cells.triangles(0, 1, 2), List.of(PolyDataMessage.Attribute.cellScalars("label", 7)))));
        change.accept(body);
        return message(1, "POLYDATA", body.array());
    }

    private static byte[] body(Message message) {
        byte[] all = Messages.bytes(Packet.v1("", message));
        return ByteBuffer.allocate(all.length - Header.SIZE)
                .put(all, Header.SIZE, all.length - Header.SIZE)
                .array();
    }

    private static byte[] message(int version, String type, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(Header.SIZE + body.length);
        new Header(version, type, "dev", new org.foldlink.protocol.message.Timestamp(0), body.length, Crc64.of(body))
                .write(out);
        return out.put(body).array();
    }

    private static byte[] hex(int version, String type, String hex) {
        return message(version, type, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @TestFactory
    Stream<DynamicTest> bodies() {
        return Stream.of(
                        new Case("IMAGE body_size = 71 (expected at least 72)", message(1, "IMAGE", new byte[71])),
                        new Case("IMAGE body_size = 0 (expected at least 72)", message(1, "IMAGE", new byte[0])),
                        new Case("IMAGE version = 2 (expected 1)", image(b -> b.putShort(0, (short) 2))),
                        new Case("IMAGE components = 0 (expected 1..255)", image(b -> b.put(2, (byte) 0))),
                        new Case(
                                "IMAGE scalar_type = 9 (expected 2 int8, 3 uint8, 4 int16, 5 uint16, 6 int32, 7 uint32,"
                                        + " 10 float32 or 11 float64)",
                                image(b -> b.put(3, (byte) 9))),
                        new Case("IMAGE scalar_type = COMPLEX (expected a real type)", image(b -> b.put(3, (byte) 13))),
                        new Case(
                                "IMAGE pixel_order = 0 (expected 1 big-endian or 2 little-endian)",
                                image(b -> b.put(4, (byte) 0))),
                        new Case("IMAGE coordinates = 3 (expected 1 RAS or 2 LPS)", image(b -> b.put(5, (byte) 3))),
                        new Case("IMAGE size[2] = 0 (expected 1..65535)", image(b -> b.putShort(10, (short) 0))),
                        new Case(
                                "IMAGE subvolume_size[0] = 0 (expected 1..65535)",
                                image(b -> b.putShort(66, (short) 0))),
                        new Case(
                                "IMAGE subvolume end[1] = 3 (expected at most the size, 2)",
                                image(b -> b.putShort(62, (short) 1))),
                        new Case("IMAGE pixels = 12 bytes (expected 24 bytes)", image(b -> b.put(2, (byte) 2))),
                        new Case(
                                "IMAGE pixels = 12 bytes (expected 574182667690965000 bytes)",
                                image(b -> b.put(2, (byte) 255)
                                        .put(3, (byte) 11)
                                        .putInt(6, -1)
                                        .putShort(10, (short) -1)
                                        .putInt(66, -1)
                                        .putShort(70, (short) -1))),
                        new Case("TRANSFORM body_size = 47 (expected 48)", message(1, "TRANSFORM", new byte[47])),
                        new Case(
                                "POSITION body_size = 13 (expected 12, 24 or 28)",
                                message(1, "POSITION", new byte[13])),
                        new Case("STATUS body_size = 29 (expected at least 30)", message(1, "STATUS", new byte[29])),
                        new Case(
                                "STRING length = 9 (expected 2, the bytes that follow)",
                                hex(1, "STRING", "0003 0009 4142")),
                        new Case(
                                "POINT body_size = 137 (expected a multiple of 136)",
                                message(1, "POINT", new byte[137])),
                        new Case(
                                "TDATA tool[0].type = 0 (expected 1 tracker, 2 6D, 3 3D or 4 5D)",
                                message(1, "TDATA", new byte[70])),
                        new Case(
                                "TRAJ trajectory[1].kind = 0 (expected 1 entry only, 2 target only or 3 both)",
                                message(
                                        1,
                                        "TRAJ",
                                        ByteBuffer.allocate(300)
                                                .put(96, (byte) 1)
                                                .array())),
                        new Case(
                                "SENSOR body_size = 11 (expected 18)",
                                message(1, "SENSOR", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
                        new Case("NDARRAY data = 1 bytes (expected 6 bytes)", hex(1, "NDARRAY", "04 02 0001 0003 00")),
                        new Case("NDARRAY dimensions = 0 (expected 1..255)", hex(1, "NDARRAY", "04 00")),
                        new Case("NDARRAY size = 3 bytes (expected 4 bytes)", hex(1, "NDARRAY", "04 02 000000")),
                        new Case("COLORT table = 0 bytes (expected 768 bytes)", hex(1, "COLORT", "03 13")),
                        new Case(
                                "COLORT map_type = 4 (expected 3 uint8, 5 uint16 or 19 RGB)",
                                hex(1, "COLORT", "03 04")),
                        new Case(
                                "COMMAND body_size = 137 (expected at least 138)",
                                message(1, "COMMAND", new byte[137])),
                        new Case(
                                "COMMAND length = 4294967295 (expected 0, the bytes that follow)",
                                message(
                                        1,
                                        "COMMAND",
                                        ByteBuffer.allocate(138).putInt(134, -1).array())),
                        new Case("BIND child_headers = 2 bytes (expected 1310700 bytes)", hex(1, "BIND", "ffff 0000")),
                        new Case(
                                "BIND child[0].content = 0 bytes (expected 18446744073709551615 bytes)",
                                hex(1, "BIND", "0001 494d41474500000000000000 ffffffffffffffff 0002 4100")),
                        new Case(
                                "BIND child[0].name = no NUL in 2 bytes (expected at most 20 bytes and a NUL)",
                                hex(1, "BIND", "0001 494d41474500000000000000 0000000000000000 0002 4141")),
                        new Case(
                                "IMAGE body_size = 0 (expected at least 72)",
                                hex(1, "BIND", "0001 494d41474500000000000000 0000000000000000 0002 4100")),
                        new Case("POLYDATA points = 68 bytes (expected 51539607540 bytes)", poly(b -> b.putInt(0, -1))),
                        new Case("POLYDATA polygons = 5 (expected 0..4 in 16 bytes)", poly(b -> b.putInt(20, 5))),
                        new Case(
                                "POLYDATA polygons = 1 cells (expected 2 cells, as counted)",
                                poly(b -> b.putInt(20, 2))),
                        new Case(
                                "POLYDATA polygons[0] points = 4294967295 (expected 0..3, the indices left)",
                                poly(b -> b.putInt(76, -1))),
                        new Case(
                                "POLYDATA polygons[0] index = 3 (expected less than the 3 points)",
                                poly(b -> b.putInt(88, 3))),
                        new Case(
                                "POLYDATA polygons = 1 cells (expected more: 1 numbers left over)",
                                poly(b -> b.putInt(76, 2))),
                        new Case(
                                "POLYDATA attribute[0].kind = 9 (expected 0..5 for points or 16..21 for cells)",
                                poly(b -> b.put(92, (byte) 9))),
                        new Case(
                                "POLYDATA attribute[0].values = 4 bytes (expected 8 bytes)",
                                poly(b -> b.put(93, (byte) 2))),
                        new Case("POLYDATA attribute components = 0 (expected 1..255)", poly(b -> b.put(93, (byte) 0))),
                        new Case("POLYDATA attributes = 4294967295 (expected 0..100000)", poly(b -> b.putInt(36, -1))),
                        new Case(
                                "STATUS text = 16777217 (expected 0..16777216)",
                                message(1, "STATUS", new byte[30 + (1 << 24) + 1])),
                        new Case(
                                "POINT elements = 100001 (expected 0..100000)",
                                message(1, "POINT", new byte[136 * 100_001])),
                        new Case("VIDEO body_size = 75 (expected at least 76)", message(1, "VIDEO", new byte[75])),
                        new Case(
                                "VIDEOMETA video[0].scalar_type = 0 (expected 2 int8, 3 uint8, 4 int16, 5 uint16, 6 int32,"
                                        + " 7 uint32, 10 float32 or 11 float64)",
                                message(1, "VIDEOMETA", new byte[322])),
                        new Case(
                                "STRING body_size = 11 (expected at least 12 with header version 2)",
                                message(2, "STRING", new byte[11])),
                        new Case(
                                "STRING extended_header_size = 11 (expected 12..14, within the body)",
                                hex(2, "STRING", "000b 0002 00000000 00000000 0000")),
                        new Case(
                                "STRING metadata_size = 12 (expected 0..2, index included, within the body)",
                                hex(2, "STRING", "000c 0002 0000000a 00000000 0000")),
                        new Case(
                                "STRING metadata_size = 65536 (expected 0..65535)",
                                hex(2, "STRING", "000c 0002 00010000 00000000 0000")),
                        new Case(
                                "metadata index_size = 2 (expected 10 for 1 entries)",
                                hex(2, "STRING", "000c 0002 00000000 00000000 0001")),
                        new Case(
                                "metadata entry[0].value_size = 4294967295 (expected 0..1, the bytes left)",
                                hex(2, "STRING", "000c 000a 00000002 00000000 0001 0001 0003 ffffffff 6161")),
                        new Case(
                                "metadata size = 2 (expected 1, the sum of its entries)",
                                hex(2, "STRING", "000c 000a 00000002 00000000 0001 0001 0003 00000000 6161")))
                .map(test -> DynamicTest.dynamicTest(test.text(), () -> {
                    PacketDecoder.Result result = new PacketDecoder().next(ByteBuffer.wrap(test.message()));
                    assertThat(result).isInstanceOfSatisfying(PacketDecoder.Rejected.class, rejected -> {
                        assertThat(rejected.error()).hasMessage(test.text());
                        assertThat(rejected.error().category()).isEqualTo(Category.BODY);
                        assertThat(rejected.header().device()).isEqualTo("dev");
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        byte[] good = Messages.bytes(Packet.v1("d", StringMessage.of("x")));
        byte[] three = good.clone();
        three[1] = 3;
        byte[] huge = good.clone();
        ByteBuffer.wrap(huge).putLong(42, -1);
        byte[] unprintable = good.clone();
        unprintable[4] = 7;
        byte[] unnamed = good.clone();
        unnamed[2] = 0;
        return Stream.of(
                        new Case(
                                "header version = 3 (expected 1 or 2; OpenIGTLink protocol 3 is header version 2)",
                                three),
                        new Case(
                                "header version = 18245 (expected 1 or 2; this looks like an HTTP request)",
                                "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)),
                        new Case(
                                "header version = 18516 (expected 1 or 2; this looks like an HTTP response)",
                                "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII)),
                        new Case(
                                "header version = 5635 (expected 1 or 2; this looks like a TLS hello)",
                                HexFormat.of().parseHex("1603010200010001fc0303")),
                        new Case(
                                "header version = 21331 (expected 1 or 2; this looks like SSH)",
                                "SSH-2.0-OpenSSH".getBytes(StandardCharsets.US_ASCII)),
                        new Case(
                                "header version = 256 (expected 1 or 2; this looks like a DICOM association)",
                                HexFormat.of().parseHex("0100000000cd0001")),
                        new Case(
                                "header version = 512 (expected 1 or 2; this looks like a header in little-endian byte order)",
                                HexFormat.of().parseHex("0200494d")),
                        new Case(
                                "header version = 51966 (expected 1 or 2; this is not OpenIGTLink)",
                                HexFormat.of().parseHex("cafebabe")),
                        new Case("header body_size = 18446744073709551615 (expected 0..17179869184)", huge),
                        new Case(
                                "header type = \"ST\\x07ING\" (expected 1..12 characters of printable ASCII)",
                                unprintable),
                        new Case("header type = \"\" (expected 1..12 characters of printable ASCII)", unnamed))
                .map(test -> DynamicTest.dynamicTest(test.text(), () -> {
                    PacketDecoder decoder = new PacketDecoder();
                    ByteBuffer in = ByteBuffer.wrap(test.message());
                    for (int again = 0; again < 2; again++) {
                        assertThatThrownBy(() -> decoder.next(in))
                                .isInstanceOfSatisfying(
                                        ProtocolException.class,
                                        e -> assertThat(e.category()).isEqualTo(Category.FRAMING))
                                .hasMessage(test.text());
                    }
                }));
    }

    @Test
    void theEndOfAStreamWithinAMessage() throws Exception {
        byte[] good = Messages.bytes(Packet.v1("d", StringMessage.of("x")));
        PacketDecoder header = new PacketDecoder();
        header.next(ByteBuffer.wrap(good, 0, 3));
        assertThatThrownBy(header::end)
                .hasMessage("header size = 3 bytes at the end of the stream (expected 58 bytes)");
        PacketDecoder body = new PacketDecoder();
        body.next(ByteBuffer.wrap(good, 0, 60));
        assertThatThrownBy(body::end)
                .hasMessage("STRING body_size = 2 bytes at the end of the stream (expected 5 bytes)");
        PacketDecoder between = new PacketDecoder();
        between.next(ByteBuffer.wrap(good));
        between.end();
    }

    @Test
    void aWrongChecksum() throws Exception {
        byte[] bytes = Messages.bytes(Packet.v1("d", StringMessage.of("x")));
        bytes[bytes.length - 1] = 'y';
        PacketDecoder.Result result = Objects.requireNonNull(new PacketDecoder().next(ByteBuffer.wrap(bytes)));
        assertThat(result)
                .isInstanceOfSatisfying(
                        PacketDecoder.Rejected.class,
                        rejected -> assertThat(rejected.error())
                                .hasMessage("STRING crc = 21755914a8812687"
                                        + " (expected 6385b8ff016b1014, the checksum of its body)"));
        PacketDecoder lenient = new PacketDecoder(PacketDecoder.Options.DEFAULT.withCheckCrc(false));
        assertThat(Messages.packet(Objects.requireNonNull(lenient.next(ByteBuffer.wrap(bytes))))
                        .message())
                .isEqualTo(StringMessage.of("y"));
    }

    @Test
    void messagesThatCannotBe() {
        says("STRING length = 65536 (expected 0..65535)", () -> StringMessage.of("x".repeat(65_536)));
        says("metadata size = 65536 (expected 0..65535)", () -> Metadata.of("k", "x".repeat(65_535)));
        says(
                "SENSOR length = 256 (expected 0..255)",
                () -> new SensorMessage(0, 0, java.util.Collections.nCopies(256, 1.0)));
        says("COMMAND id = 4294967296 (expected 0..4294967295)", () -> CommandMessage.of(1L << 32, "", ""));
        says("matrix length = 3 (expected 12, column-major)", () -> Matrix3x4.of(1, 2, 3));
        says(
                "header version = 3 (expected 1 or 2)",
                () -> Packet.v1("", new TransformMessage(Matrix3x4.IDENTITY)).withHeaderVersion(3));
        says(
                "BIND child = BIND (expected any other type)",
                () -> new BindMessage.Child("x", new BindMessage(List.of())));
        says(
                "BIND names = 68250 bytes (expected at most 65534 bytes)",
                () -> new BindMessage(java.util.Collections.nCopies(
                        3250, new BindMessage.Child("a name of twenty one", StringMessage.of("")))));
        says(
                "opaque message type = IMAGE (expected any type but IMAGE)",
                () -> new OpaqueMessage("IMAGE", ByteBuffer.allocate(71)));
        assertThatThrownBy(() -> Limits.DEFAULT.withMaxBody(-1))
                .hasMessage("limit maxBody = -1 (expected 0..2147483583)");
    }

    private static void says(String text, org.assertj.core.api.ThrowableAssert.ThrowingCallable make) {
        assertThatThrownBy(make).isInstanceOf(InvalidFieldException.class).hasMessage(text);
    }
}
