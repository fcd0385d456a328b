package org.foldlink.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Crc64Test {
    @Test
    void givesTheCheckValueOfEcma182() {
        assertThat(Crc64.of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0x6C40DF5F0B497347L);
    }

    @Test
    void isZeroForNothing() {
        assertThat(Crc64.of(new byte[0])).isZero();
    }

    @Test
    void agreesWithTheBitwiseDefinitionAtEveryLength() {
        Random random = new Random(1);
        // Past 768 and 12288 bytes three lanes are summed side by side.
        IntStream lengths = IntStream.of(
                767, 768, 769, 775, 776, 1535, 1536, 1537, 12_287, 12_288, 12_289, 13_055, 13_056, 24_577, 40_000);
        for (int length : IntStream.concat(IntStream.range(0, 200), lengths).toArray()) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Crc64.of(bytes)).as("length %d", length).isEqualTo(bitwise(bytes));
        }
    }

    @Test
    void goesOnFromAnySplitInAnyKindOfMemory() {
        byte[] bytes = new byte[100_003];
        new Random(2).nextBytes(bytes);
        long whole = bitwise(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        ByteBuffer offset = ByteBuffer.allocate(bytes.length + 5)
                .position(5)
                .slice()
                .put(bytes)
                .flip();
        for (ByteBuffer memory :
                new ByteBuffer[] {ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes).asReadOnlyBuffer(), direct, offset}) {
            assertThat(Crc64.of(memory)).isEqualTo(whole);
            assertThat(memory.position()).isZero();
            for (int split : new int[] {0, 1, 15, 16, 17, 65_536, bytes.length}) {
                long first = Crc64.of(memory.slice(0, split));
                assertThat(Crc64.update(first, memory.slice(split, bytes.length - split)))
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void agreesWithTheBitwiseDefinitionWhereLongRunsAreFolded() {
        Random random = new Random(3);
        // The least length; around whole words; around blocks of 4096 words behind the 1880 that are left.
        for (int length : new int[] {
            65_535,
            65_536,
            65_537,
            65_543,
            65_544,
            80_575,
            80_576,
            80_584,
            8 * (1880 + 2 * 4096),
            8 * (1880 + 2 * 4096) + 8,
            300_001
        }) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            long whole = bitwise(bytes);
            assertThat(Crc64.of(bytes)).as("length %d", length).isEqualTo(whole);
            ByteBuffer memory = ByteBuffer.wrap(bytes);
            long first = Crc64.of(memory.slice(0, 13));
            assertThat(Crc64.update(first, memory.slice(13, length - 13)))
                    .as("length %d, split", length)
                    .isEqualTo(whole);
        }
    }

    @Test
    void theDistancesOfFoldingAddUpToAMultipleOfThePolynomial() {
        int span = Crc64Folding.SPAN;
        long sum = powerOfX(64 * span);
        for (int distance : Crc64Folding.distances()) {
            assertThat(distance % 8).isZero();
            sum ^= powerOfX(64 * (span - distance));
        }
        assertThat(sum).isZero();
    }

    /** {@code x^n} modulo the polynomial. */
    private static long powerOfX(int n) {
        long value = 1;
        for (int i = 0; i < n; i++) {
            value = value < 0 ? value << 1 ^ 0x42F0E1EBA9EA3693L : value << 1;
        }
        return value;
    }

    private static long bitwise(byte[] bytes) {
        long crc = 0;
        for (byte b : bytes) {
            crc ^= (long) b << 56;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x42F0E1EBA9EA3693L : crc << 1;
            }
        }
        return crc;
    }
}
