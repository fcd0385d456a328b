package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Crc64;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.protocol.wire.ProtocolException.Category;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: a packet, or a typed error with field, value and expectation; never anything else. */
class CorruptionTest {
    private static final Limits LIMITS = Limits.DEFAULT.withMaxBody(1 << 20).withMaxDrain(1 << 21);
    private static final byte[] GOOD = Messages.bytes(Packet.v1("after", StringMessage.of("still here")));
    private static final long[] TELLING = {0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, -1};

    /** Counts what the decoder holds. */
    private static final class Counting implements BodyAllocator {
        private long held;
        private long most;

        @Override
        public ByteBuffer allocate(int capacity) {
            held += capacity;
            most = Math.max(most, held);
            return ByteBuffer.allocate(capacity);
        }

        @Override
        public void release(ByteBuffer buffer) {
            held -= buffer.capacity();
        }
    }

    @Test
    void everyPrefixOfEveryMessageWaitsForMoreAndIsAFramingErrorAtTheEndOfTheStream() throws Exception {
        for (int seed = 0; seed < 2; seed++) {
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                for (int length = 1; length < bytes.length; length++) {
                    PacketDecoder decoder = new PacketDecoder();
                    assertThat(decoder.next(ByteBuffer.wrap(bytes, 0, length))).isNull();
                    assertThatThrownBy(decoder::end)
                            .isInstanceOfSatisfying(ProtocolException.class, CorruptionTest::checkFraming);
                }
            }
        }
    }

    @Test
    void everyPrefixOfEveryBodySentAsAWholeMessageIsATypedErrorOrAMessage() throws Exception {
        for (int seed = 0; seed < 2; seed++) {
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                for (int length = Header.SIZE; length < bytes.length; length++) {
                    byte[] cut = Arrays.copyOf(bytes, length);
                    sealed(cut);
                    oneThenTheGoodOne(cut);
                }
            }
        }
    }

    @Test
    void aCorruptedBodyIsATypedErrorOrAMessageAndTheNextMessageIsRead() throws Exception {
        int rejected = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                if (bytes.length == Header.SIZE) {
                    continue;
                }
                for (int turn = 0; turn < 4; turn++) {
                    byte[] corrupt = corrupt(bytes, Header.SIZE, random);
                    sealed(corrupt);
                    rejected += oneThenTheGoodOne(corrupt) ? 0 : 1;
                }
            }
        }
        assertThat(rejected).as("corruptions found").isGreaterThan(2000);
    }

    @Test
    void aCorruptedBodyUnderTheOldChecksumIsRejected() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                if (bytes.length == Header.SIZE) {
                    continue;
                }
                byte[] corrupt = bytes.clone();
                corrupt[Header.SIZE + random.nextInt(bytes.length - Header.SIZE)] ^= (byte) (1 + random.nextInt(255));
                PacketDecoder.Result result = Messages.decodeAll(new PacketDecoder(), ByteBuffer.wrap(corrupt))
                        .get(0);
                assertThat(result).isInstanceOfSatisfying(PacketDecoder.Rejected.class, refused -> {
                    assertThat(refused.error().reason()).isEqualTo(ProtocolException.Reason.CHECKSUM);
                    assertThat(refused.bytesToSkip()).isZero();
                });
            }
        }
    }

    @Test
    void aCorruptedStreamIsPacketsAndTypedErrorsInBoundedMemory() {
        int framing = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            for (Packet packet : new Messages(seed).packets()) {
                byte[] stream = corrupt(Messages.bytes(packet), 0, random);
                framing += feed(stream, random) ? 0 : 1;
            }
        }
        assertThat(framing).as("broken framings found").isGreaterThan(500);
    }

    @Test
    void randomBytesBreakTheFramingAtOnce() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[200];
            random.nextBytes(noise);
            noise[0] |= 4; // not 1 or 2 by chance
            assertThat(feed(noise, random)).isFalse();
        }
    }

    private static byte[] corrupt(byte[] bytes, int from, Random random) {
        byte[] corrupt = bytes.clone();
        ByteBuffer view = ByteBuffer.wrap(corrupt);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = from + random.nextInt(corrupt.length - from);
            long value = TELLING[random.nextInt(TELLING.length)];
            int room = corrupt.length - at;
            int width = random.nextInt(4);
            if (width == 3 && room >= 4) {
                view.putInt(at, (int) value);
            } else if (width == 2 && room >= 2) {
                view.putShort(at, (short) value);
            } else if (width == 1) {
                corrupt[at] = (byte) value;
            } else {
                corrupt[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return corrupt;
    }

    /** Declares the size and the checksum that the bytes have. */
    private static void sealed(byte[] bytes) {
        ByteBuffer view = ByteBuffer.wrap(bytes);
        view.putLong(42, bytes.length - Header.SIZE);
        view.putLong(50, Crc64.of(view.duplicate().position(Header.SIZE)));
    }

    /** Whether the first of the two was taken. */
    private static boolean oneThenTheGoodOne(byte[] first) throws Exception {
        ByteBuffer stream = ByteBuffer.allocate(first.length + GOOD.length)
                .put(first)
                .put(GOOD)
                .flip();
        Counting memory = new Counting();
        PacketDecoder decoder = new PacketDecoder(
                PacketDecoder.Options.DEFAULT.withLimits(LIMITS).withAllocator(memory));
        List<PacketDecoder.Result> results = Messages.decodeAll(decoder, stream);
        assertThat(results).hasSize(2);
        assertThat(Messages.packet(results.get(1)).message()).isEqualTo(StringMessage.of("still here"));
        assertThat(memory.most).isLessThanOrEqualTo(first.length + GOOD.length + 2L * LIMITS.chunk());
        return check(results.get(0));
    }

    /** Whether the framing held. */
    private static boolean feed(byte[] stream, Random random) {
        Counting memory = new Counting();
        PacketDecoder decoder = new PacketDecoder(
                PacketDecoder.Options.DEFAULT.withLimits(LIMITS).withAllocator(memory));
        try {
            for (int at = 0; at < stream.length; ) {
                int count = Math.min(stream.length - at, 1 + random.nextInt(100));
                Messages.decodeAll(decoder, ByteBuffer.wrap(stream, at, count)).forEach(CorruptionTest::check);
                at += count;
            }
            decoder.end();
            return true;
        } catch (ProtocolException e) {
            checkFraming(e);
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            assertThat(memory.most).isLessThanOrEqualTo(9L * stream.length + 2L * LIMITS.chunk());
        }
    }

    private static boolean check(PacketDecoder.Result result) {
        if (result instanceof PacketDecoder.Rejected rejected) {
            assertThat(rejected.error().category()).isEqualTo(Category.BODY);
            checkText(rejected.error());
            return false;
        }
        return true;
    }

    private static void checkFraming(ProtocolException error) {
        assertThat(error.category()).isEqualTo(Category.FRAMING);
        checkText(error);
    }

    private static void checkText(ProtocolException error) {
        assertThat(error.subject()).isNotBlank();
        assertThat(error.field()).isNotBlank();
        assertThat(error.value()).isNotBlank();
        assertThat(error.expected()).isNotBlank();
        assertThat(error)
                .hasMessage(
                        "%s %s = %s (expected %s)", error.subject(), error.field(), error.value(), error.expected());
    }
}
