package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static byte[] packets() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageMessage image = ImageMessage.whole(
                new Ijk(4, 3, 2),
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                Matrix3x4.IDENTITY,
                ByteBuffer.allocate(48));
        bytes.write(PacketEncoder.encode(Packet.v1("CT", image)).toByteArray());
        Metadata metadata = Metadata.of("Job", "ab12");
        bytes.write(PacketEncoder.encode(
                        new Packet(2, "ab12.progress", new Timestamp(1L << 32), 7, metadata, StringMessage.of("{}")))
                .toByteArray());
        return bytes.toByteArray();
    }

    private Ran inspect(byte[] bytes, String... more) throws IOException {
        Path file = Files.write(folder.resolve("capture.bin"), bytes);
        String[] args = new String[more.length + 2];
        args[0] = "inspect";
        args[1] = file.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return Ran.foldlink(args);
    }

    @Test
    void oneJsonObjectAMessage() throws IOException {
        Ran ran = inspect(packets());
        assertThat(ran.exit()).isZero();
        List<String> lines = ran.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode image = JSON.readTree(lines.get(0));
        assertThat(image.path("type").asText()).isEqualTo("IMAGE");
        assertThat(image.path("device").asText()).isEqualTo("CT");
        assertThat(image.path("version").asInt()).isEqualTo(1);
        assertThat(image.path("timestamp").asText()).isEqualTo("not set");
        assertThat(image.path("body_size").asLong()).isEqualTo(72 + 48);
        assertThat(image.path("message").path("scalarType").asText()).isEqualTo("INT16");
        assertThat(image.path("message").path("size").path("i").asInt()).isEqualTo(4);
        assertThat(image.path("message").path("matrix").path(1).path(1).asDouble())
                .isEqualTo(1);
        assertThat(image.path("message").path("pixels").asText()).isEqualTo("48 elements");
        JsonNode text = JSON.readTree(lines.get(1));
        assertThat(text.path("version").asInt()).isEqualTo(2);
        assertThat(text.path("message_id").asInt()).isEqualTo(7);
        assertThat(text.path("metadata").path("Job").asText()).isEqualTo("ab12");
        assertThat(text.path("timestamp").asText()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(text.path("message").path("text").asText()).isEqualTo("{}");
    }

    @Test
    void countEndsEarly() throws IOException {
        assertThat(inspect(packets(), "--count", "1").out().lines()).hasSize(1);
    }

    @Test
    void theFirstMalformedMessageEndsItWithTheReason() throws IOException {
        byte[] bytes = packets();
        bytes[bytes.length - 1] ^= 1;
        Ran ran = inspect(bytes);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("foldlink: message 2 is malformed: STRING crc = ");
        Ran cut = inspect(Arrays.copyOf(packets(), 60));
        assertThat(cut.exit()).isEqualTo(2);
        assertThat(cut.err()).startsWith("foldlink: message 1 is malformed: IMAGE ");
    }

    @Test
    void wrongUsageIsSaid() throws IOException {
        Ran two = inspect(packets(), "--listen", "0");
        assertThat(two.exit()).isEqualTo(64);
        assertThat(two.err())
                .isEqualTo("foldlink: got 2 sources (expected one of a file, --connect and --listen)"
                        + System.lineSeparator());
        Ran none = Ran.foldlink("inspect", folder.resolve("none").toString());
        assertThat(none.exit()).isEqualTo(66);
        assertThat(Ran.foldlink("inspect", "--connect", "nowhere").exit()).isEqualTo(64);
    }
}
