package org.foldlink.benchmarks.protocol;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.codec.EncodedPacket;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.wire.Crc64;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Limits;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Packing and unpacking in memory, with the checksum, as the C++ program does: no socket, the bytes lie where they are wanted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ImageBenchmark {
    @Param({"VOLUME256", "FRAME512"})
    public Samples sample = Samples.FRAME512;

    private Packet packet = Samples.FRAME512.packet();
    private ByteBuffer header = ByteBuffer.allocate(0);
    private ByteBuffer body = ByteBuffer.allocate(0);

    @Setup
    public void fill() {
        packet = sample.packet();
        ByteBuffer bytes = ByteBuffer.wrap(PacketEncoder.encode(packet).toByteArray());
        header = bytes.slice(0, Header.SIZE);
        body = bytes.slice(Header.SIZE, bytes.limit() - Header.SIZE);
    }

    @Benchmark
    public EncodedPacket pack() {
        return PacketEncoder.encode(packet);
    }

    @Benchmark
    public Packet unpack() throws ProtocolException {
        Header read = Header.read(header.duplicate(), Limits.DEFAULT);
        if (Crc64.of(body) != read.crc()) {
            throw new IllegalStateException("the checksum does not match");
        }
        return PacketDecoder.decode(read, body.duplicate(), Limits.DEFAULT);
    }
}
