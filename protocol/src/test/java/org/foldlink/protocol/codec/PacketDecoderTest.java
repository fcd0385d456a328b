package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException.Category;
import org.foldlink.protocol.wire.ProtocolException.Reason;
import org.junit.jupiter.api.Test;

/** What the decoder takes, refuses and tells about itself. */
class PacketDecoderTest {
    private static final PacketDecoder.Options OPTIONS = PacketDecoder.Options.DEFAULT;
    private static final Message TEXT = StringMessage.of("hello");
    private static final byte[] GOOD = Messages.bytes(Packet.v1("text", TEXT));

    private static byte[] image(int megabytes) {
        Message image = ImageMessage.whole(
                new Ijk(1024, 1024, megabytes),
                ScalarType.UINT8,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                Matrix3x4.IDENTITY,
                ByteBuffer.allocate(megabytes << 20));
        return Messages.bytes(Packet.v1("CT", image));
    }

    /** A header that declares a body, and nothing of it. */
    private static ByteBuffer declared(String type, long bodySize) {
        ByteBuffer out = ByteBuffer.allocate(Header.SIZE);
        new Header(1, type, "CT", Timestamp.NOT_SET, bodySize, 0).write(out);
        return out.flip();
    }

    private static final class Recording implements BodyAllocator {
        private final List<Integer> allocated = new ArrayList<>();
        private final List<Integer> released = new ArrayList<>();
        private final long most;

        Recording(long most) {
            this.most = most;
        }

        @Override
        public ByteBuffer allocate(int capacity) {
            if (capacity > most) {
                throw new OutOfMemoryError("no more than " + most);
            }
            allocated.add(capacity);
            return ByteBuffer.allocate(capacity);
        }

        @Override
        public void release(ByteBuffer buffer) {
            released.add(buffer.capacity());
        }
    }

    @Test
    void takesMemoryAsBytesArriveAndNotAsDeclared() throws Exception {
        byte[] bytes = image(8);
        Recording memory = new Recording(Long.MAX_VALUE);
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(memory));
        decoder.next(ByteBuffer.wrap(bytes, 0, 1000));
        assertThat(memory.allocated).containsExactly(1 << 19);
        for (int at = 1000; at < bytes.length; at += 10_000) {
            decoder.next(ByteBuffer.wrap(bytes, at, Math.min(10_000, bytes.length - at)));
            int last = memory.allocated.get(memory.allocated.size() - 1);
            assertThat(last).isLessThanOrEqualTo(8 * at + (1 << 19));
        }
        assertThat(memory.allocated).containsExactly(1 << 19, 1 << 22, bytes.length - Header.SIZE);
        assertThat(memory.released).containsExactly(1 << 19, 1 << 22);
    }

    @Test
    void aBodyAtHandTakesOneBufferOfItsSize() throws Exception {
        byte[] bytes = image(2);
        Recording memory = new Recording(Long.MAX_VALUE);
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(memory));
        assertThat(decoder.next(ByteBuffer.wrap(bytes))).isInstanceOf(PacketDecoder.Received.class);
        assertThat(memory.allocated).containsExactly(bytes.length - Header.SIZE);
        assertThat(memory.released).isEmpty();
    }

    @Test
    void drainsABodyOverTheLimitAndGoesOnBehindIt() throws Exception {
        byte[] bytes = image(2);
        Recording memory = new Recording(Long.MAX_VALUE);
        PacketDecoder decoder =
                new PacketDecoder(OPTIONS.withAllocator(memory).withLimits(Limits.DEFAULT.withMaxBody(1 << 20)));
        PacketDecoder.Result result = decoder.next(ByteBuffer.wrap(bytes, 0, Header.SIZE));
        assertThat(result).isInstanceOfSatisfying(PacketDecoder.Rejected.class, rejected -> {
            assertThat(rejected.error()).hasMessage("IMAGE body_size = 2097224 (expected 0..1048576)");
            assertThat(rejected.error().category()).isEqualTo(Category.BODY);
            assertThat(rejected.error().reason()).isEqualTo(Reason.LIMIT);
            assertThat(rejected.header().device()).isEqualTo("CT");
            assertThat(rejected.bytesToSkip()).isEqualTo(2_097_224);
        });
        assertThat(decoder.next(ByteBuffer.wrap(bytes, Header.SIZE, 1000))).isNull();
        assertThat(decoder.progress().phase()).isEqualTo(PacketDecoder.Phase.DRAINING);
        assertThat(decoder.progress().received()).isEqualTo(1000);
        assertThat(decoder.progress().declared()).isEqualTo(2_097_224);
        int from = Header.SIZE + 1000;
        assertThat(decoder.next(ByteBuffer.wrap(bytes, from, bytes.length - from)))
                .isNull();
        assertThat(decoder.progress().phase()).isEqualTo(PacketDecoder.Phase.IDLE);
        assertThat(Messages.packet(Objects.requireNonNull(decoder.next(ByteBuffer.wrap(GOOD))))
                        .message())
                .isEqualTo(TEXT);
        assertThat(memory.allocated).containsExactly(9);
    }

    @Test
    void theOwnerRefusesAMessageByItsHeader() throws Exception {
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withBodyLimit(
                header -> header.type().equals("IMAGE") && header.device().equals("CT") ? 100 : Long.MAX_VALUE));
        List<PacketDecoder.Result> results = new ArrayList<>();
        for (byte[] message : List.of(image(1), GOOD)) {
            results.addAll(Messages.decodeAll(decoder, ByteBuffer.wrap(message)));
        }
        assertThat(results).hasSize(2);
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        PacketDecoder.Rejected.class,
                        rejected ->
                                assertThat(rejected.error()).hasMessage("IMAGE body_size = 1048648 (expected 0..100)"));
        assertThat(Messages.packet(results.get(1)).message()).isEqualTo(TEXT);
    }

    @Test
    void memoryThatRunsOutRefusesTheMessageAlone() throws Exception {
        Recording memory = new Recording(1 << 20);
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(memory));
        byte[] bytes = image(1);
        List<PacketDecoder.Result> results = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += 5000) {
            results.addAll(Messages.decodeAll(decoder, ByteBuffer.wrap(bytes, at, Math.min(5000, bytes.length - at))));
        }
        assertThat(results).hasSize(1);
        assertThat(results.get(0)).isInstanceOfSatisfying(PacketDecoder.Rejected.class, rejected -> {
            assertThat(rejected.error())
                    .hasMessage("IMAGE body_size = 1048648 (expected no more than the memory left)");
            assertThat(rejected.bytesToSkip()).isEqualTo(1_048_648 - (1 << 19));
        });
        assertThat(memory.released).isEqualTo(memory.allocated);
        assertThat(Messages.packets(Messages.decodeAll(decoder, ByteBuffer.wrap(GOOD))))
                .hasSize(1);
    }

    @Test
    void aRejectedBodyGoesBackToItsAllocator() throws Exception {
        Recording memory = new Recording(Long.MAX_VALUE);
        byte[] bad = image(1);
        bad[bad.length - 1] ^= 1;
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(memory));
        assertThat(decoder.next(ByteBuffer.wrap(bad))).isInstanceOf(PacketDecoder.Rejected.class);
        assertThat(memory.released).isEqualTo(memory.allocated).hasSize(1);
    }

    @Test
    void aDeclaredSizeTakesNoMemory() throws Exception {
        Recording memory = new Recording(Long.MAX_VALUE);
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(memory));
        assertThat(decoder.next(declared("IMAGE", 1 << 30))).isNull();
        assertThat(memory.allocated).containsExactly(1 << 19);
    }

    @Test
    void tellsItsProgress() throws Exception {
        PacketDecoder decoder = new PacketDecoder();
        assertThat(decoder.progress().phase()).isEqualTo(PacketDecoder.Phase.IDLE);
        decoder.next(ByteBuffer.wrap(GOOD, 0, 30));
        assertThat(decoder.progress().phase()).isEqualTo(PacketDecoder.Phase.HEADER);
        assertThat(decoder.progress().received()).isEqualTo(30);
        assertThat(decoder.progress().declared()).isEqualTo(58);
        decoder.next(ByteBuffer.wrap(GOOD, 30, 30));
        assertThat(decoder.progress().phase()).isEqualTo(PacketDecoder.Phase.BODY);
        assertThat(decoder.progress().header())
                .hasValueSatisfying(header -> assertThat(header.device()).isEqualTo("text"));
        assertThat(decoder.progress().received()).isEqualTo(2);
        assertThat(decoder.progress().declared()).isEqualTo(9);
        assertThat(decoder.progress().inFlight()).isTrue();
    }

    @Test
    void pixelsAreAViewOfTheBody() throws Exception {
        List<ByteBuffer> bodies = new ArrayList<>();
        PacketDecoder decoder = new PacketDecoder(OPTIONS.withAllocator(capacity -> {
            bodies.add(ByteBuffer.allocate(capacity));
            return bodies.get(bodies.size() - 1);
        }));
        Packet packet = Messages.packet(Objects.requireNonNull(decoder.next(ByteBuffer.wrap(image(1)))));
        ImageMessage image = (ImageMessage) packet.message();
        assertThat(image.pixels().get(0)).isZero();
        bodies.get(0).put(72, (byte) 42);
        assertThat(image.pixels().get(0)).isEqualTo((byte) 42);
        assertThat(image.pixels().isReadOnly()).isTrue();
        assertThat(image.pixels().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void theEncoderSharesPixelsAndAddsUpItsPieces() {
        ByteBuffer pixels = ByteBuffer.allocate(1 << 20);
        Packet packet = Packet.v1(
                "CT",
                ImageMessage.whole(
                        new Ijk(1024, 1024, 1),
                        ScalarType.UINT8,
                        ByteOrder.BIG_ENDIAN,
                        CoordinateFrame.RAS,
                        Matrix3x4.IDENTITY,
                        pixels));
        EncodedPacket encoded = PacketEncoder.encode(packet);
        assertThat(encoded.buffers()).hasSize(2);
        pixels.put(0, (byte) 42);
        assertThat(encoded.buffers().get(1).get(0)).isEqualTo((byte) 42);
        assertThat(encoded.size()).isEqualTo(58 + 72 + (1 << 20));
        assertThat(encoded.buffers().stream().mapToInt(ByteBuffer::remaining).sum())
                .isEqualTo(58 + 72 + (1 << 20));
        encoded.buffers().forEach(buffer -> buffer.position(buffer.limit()));
        assertThat(encoded.toByteArray()).hasSize(58 + 72 + (1 << 20)); // each call gives fresh views
    }
}
