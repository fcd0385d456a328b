package org.foldlink.benchmarks.protocol;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.wire.Crc64;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The checksum of a 256³ int16 volume's bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Crc64Benchmark {
    private byte[] bytes = {};

    @Setup
    public void fill() {
        bytes = new byte[Samples.VOLUME256.bytes()];
        new Random(1).nextBytes(bytes);
    }

    @Benchmark
    public long crc64() {
        return Crc64.of(bytes);
    }
}
