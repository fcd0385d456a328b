package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PositionMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.Rgba;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.Test;

/** Bytes written down by hand. */
class WireFormTest {
    private static String hex(Packet packet) {
        return HexFormat.of().formatHex(Messages.bytes(packet));
    }

    private static Message read(String type, String hex) throws Exception {
        return StandardCodecs.read(
                type, ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))), Limits.DEFAULT);
    }

    private static Packet received(byte[] bytes) throws Exception {
        return Messages.packet(Objects.requireNonNull(new PacketDecoder().next(ByteBuffer.wrap(bytes))));
    }

    @Test
    void headerVersion1() {
        Packet packet = Packet.v1("dev", StringMessage.of("x"))
                .withTimestamp(Timestamp.of(Instant.ofEpochSecond(0x11223344L, 500_000_000)));
        assertThat(hex(packet))
                .isEqualTo(
                        "0001" // version
                                + "535452494e47000000000000" // STRING
                                + "6465760000000000000000000000000000000000" // dev
                                + "1122334480000000" // time
                                + "0000000000000005" // body size
                                + "21755914a8812687" // checksum
                                + "0003" // US-ASCII
                                + "0001" // length
                                + "78");
    }

    @Test
    void headerVersion2() {
        Packet packet =
                new Packet(2, "dev", Timestamp.NOT_SET, 0x01020304L, Metadata.of("k", "v"), StringMessage.of("x"));
        assertThat(hex(packet).substring(2 * 58))
                .isEqualTo(
                        "000c" // extended header size
                                + "000a" // index size
                                + "00000002" // metadata size
                                + "01020304" // message id
                                + "0003000178" // content
                                + "0001" // entries
                                + "0001" // key bytes
                                + "0003" // US-ASCII
                                + "00000001" // value bytes
                                + "6b76");
        assertThat(hex(packet.withHeaderVersion(1)).substring(2 * 58)).isEqualTo("0003000178");
    }

    @Test
    void contentStartsWhereTheExtendedHeaderEnds() throws Exception {
        byte[] body =
                HexFormat.of().parseHex("000e" + "0002" + "00000000" + "00000000" + "ffff" + "0003000178" + "0000");
        Packet longer = PacketDecoder.decode(
                new org.foldlink.protocol.wire.Header(2, "STRING", "d", Timestamp.NOT_SET, body.length, 0),
                ByteBuffer.wrap(body),
                Limits.DEFAULT);
        assertThat(longer.message()).isEqualTo(StringMessage.of("x"));
    }

    @Test
    void aDeviceNameIsCutTo20BytesBetweenCharacters() throws Exception {
        assertThat(received(Messages.bytes(Packet.v1("12345678901234567890abc", StringMessage.of(""))))
                        .device())
                .isEqualTo("12345678901234567890");
        assertThat(received(Messages.bytes(Packet.v1("1234567890123456789é", StringMessage.of(""))))
                        .device())
                .isEqualTo("1234567890123456789");
    }

    @Test
    void aDeviceNameCutWithinACharacterIsNoError() throws Exception {
        byte[] bytes = Messages.bytes(Packet.v1("", StringMessage.of("")));
        byte[] name = "1234567890123456789é".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, bytes, 14, 20);
        assertThat(received(bytes).device()).isEqualTo("1234567890123456789");
    }

    @Test
    void queriesAreReadUnderTheirCutNames() throws Exception {
        for (String name : List.of("GET_TRANS", "GET_TRANSFOR")) {
            assertThat(read(name, "")).isEqualTo(QueryMessage.of(Verb.GET, "TRANSFORM"));
        }
        assertThat(read("GET_CAPABIL", "")).isEqualTo(QueryMessage.of(Verb.GET, "CAPABILITY"));
        assertThat(read("GET_VMETA", "")).isEqualTo(QueryMessage.of(Verb.GET, "VIDEOMETA"));
        assertThat(read("STP_TDATA", "")).isEqualTo(QueryMessage.of(Verb.STP, "TDATA"));
        assertThat(read("RTS_TDATA", "01")).isEqualTo(QueryMessage.answer("TDATA", 1));
    }

    @Test
    void queriesAreWrittenUnderNamesOfAtMost12Bytes() {
        assertThat(QueryMessage.of(Verb.GET, "TRANSFORM").type()).isEqualTo("GET_TRANS");
        assertThat(QueryMessage.of(Verb.STT, "TRANSFORM").type()).isEqualTo("STT_TRANSFOR");
        assertThat(QueryMessage.of(Verb.GET, "CAPABILITY").type()).isEqualTo("GET_CAPABIL");
        assertThat(QueryMessage.of(Verb.GET, "VIDEOMETA").type()).isEqualTo("GET_VMETA");
        assertThat(QueryMessage.of(Verb.GET, "POLYDATA").type()).isEqualTo("GET_POLYDATA");
    }

    @Test
    void unknownTypesAreKeptByteForByte() throws Exception {
        assertThat(read("NEWTYPE", "00ff10"))
                .isEqualTo(new OpaqueMessage("NEWTYPE", ByteBuffer.wrap(new byte[] {0, -1, 16})));
    }

    @Test
    void aStatusIsReadWithoutItsTerminator() throws Exception {
        String fixed = "0001 0000000000000007 4f4b000000000000000000000000000000000000";
        assertThat(read("STATUS", fixed + "6869")).isEqualTo(new StatusMessage(1, 7, "OK", "hi"));
        assertThat(read("STATUS", fixed + "686900")).isEqualTo(new StatusMessage(1, 7, "OK", "hi"));
        assertThat(read("STATUS", fixed)).isEqualTo(new StatusMessage(1, 7, "OK", ""));
        assertThat(hex(Packet.v1("", new StatusMessage(1, 7, "OK", "hi"))).substring(2 * 58))
                .isEqualTo(fixed.replace(" ", "") + "686900");
    }

    @Test
    void aCompactQuaternionIsFilledIn() throws Exception {
        PositionMessage position =
                (PositionMessage) read("POSITION", "3f800000 40000000 40400000 3f000000 3f000000 3f000000");
        assertThat(position.qw()).isEqualTo(0.5f);
        assertThat(position.x()).isEqualTo(1f);
        assertThat(position.y()).isEqualTo(2f);
        assertThat(position.z()).isEqualTo(3f);
    }

    @Test
    void bodiesHaveTheSizesOfTheSpecification() {
        PointMessage.Point point = new PointMessage.Point("n", "g", Rgba.NONE, 1, 2, 3, 4, "o");
        assertThat(hex(Packet.v1("", new PointMessage(List.of(point, point))))).hasSize(2 * (58 + 2 * 136));
        assertThat(hex(Packet.v1("", CommandMessage.of(1, "Hello", "{}")))).hasSize(2 * (58 + 138 + 2));
    }

    @Test
    void textUnderUsAsciiMayBeUtf8() throws Exception {
        assertThat(read("STRING", "0003 0002 c3a9")).isEqualTo(new StringMessage(3, "é"));
        assertThat(StringMessage.of("é").encoding()).isEqualTo(106);
    }

    @Test
    void anLpsImageIsReadAsItIs() throws Exception {
        ImageMessage image = (ImageMessage) read(
                "IMAGE",
                "0001 02 04 02 02 0001 0001 0001"
                        + "3f800000 00000000 00000000 00000000 3f800000 00000000 00000000 00000000 3f800000"
                        + "41200000 41a00000 41f00000 0000 0000 0000 0001 0001 0001 0102 0304");
        assertThat(image.components()).isEqualTo(2);
        assertThat(image.frame().name()).isEqualTo("LPS");
        assertThat(image.firstVoxelCentre()).containsExactly(10.0, 20.0, 30.0);
        assertThat(image.pixels().getShort(0)).isEqualTo((short) 0x0201);
    }
}
