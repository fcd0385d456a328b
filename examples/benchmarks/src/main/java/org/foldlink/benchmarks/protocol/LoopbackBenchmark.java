package org.foldlink.benchmarks.protocol;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A thread packs and sends without end, the benchmark receives and unpacks one message: checksums on both ends, buffers outside the
 * heap as the server has them. The processor time of
 * the busier end is counted too: on a machine that is busy with other things, the rate it allows says more than the clock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LoopbackBenchmark {
    private static final int CHUNK = 1 << 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Messages of an iteration, and the processor time of the thread that took more of it. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Processor {
        public long messages;
        public long micros;

        private long receiverStart;
        private long senderStart;
    }

    @Param({"VOLUME256", "FRAME512"})
    public Samples sample = Samples.FRAME512;

    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    private final PacketDecoder decoder = new PacketDecoder();
    private @Nullable ServerSocketChannel server;
    private @Nullable SocketChannel client;
    private @Nullable Thread sender;

    @Setup
    public void connect() throws IOException {
        ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = listening;
        Packet packet = sample.packet(ByteBuffer.allocateDirect(sample.bytes()));
        Thread sending = new Thread(() -> send(listening, packet), "sender");
        sending.setDaemon(true);
        sending.start();
        sender = sending;
        client = SocketChannel.open(listening.getLocalAddress());
    }

    private static void send(ServerSocketChannel listening, Packet packet) {
        try (SocketChannel channel = listening.accept()) {
            while (true) {
                for (ByteBuffer piece : PacketEncoder.encode(packet).buffers()) {
                    // In chunks: the JDK copies what of it is heap memory, and all that it is given at once.
                    int end = piece.limit();
                    while (piece.position() < end) {
                        channel.write(piece.limit(Math.min(end, piece.position() + CHUNK)));
                    }
                }
            }
        } catch (IOException e) {
            // The receiver has had enough.
        }
    }

    @Benchmark
    public Packet receive(Processor processor) throws IOException, ProtocolException {
        SocketChannel channel = client;
        Thread sending = sender;
        if (channel == null || sending == null) {
            throw new IllegalStateException("not connected");
        }
        long receiverNow = THREADS.getCurrentThreadCpuTime();
        long senderNow = THREADS.getThreadCpuTime(sending.getId());
        if (processor.messages == 0) {
            processor.receiverStart = receiverNow;
            processor.senderStart = senderNow;
        }
        long slower = Math.max(receiverNow - processor.receiverStart, senderNow - processor.senderStart);
        processor.micros = slower / 1000;
        Packet packet = next(channel);
        processor.messages++;
        return packet;
    }

    private Packet next(SocketChannel channel) throws IOException, ProtocolException {
        while (true) {
            PacketDecoder.Result result = decoder.next(input);
            if (result instanceof PacketDecoder.Received received) {
                return received.packet();
            }
            if (result instanceof PacketDecoder.Rejected rejected) {
                throw rejected.error();
            }
            if (channel.read(input.clear()) < 0) {
                throw new IOException("the sender closed");
            }
            input.flip();
        }
    }

    @TearDown
    public void close() throws IOException, InterruptedException {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        if (sender != null) {
            sender.join(5000);
        }
    }
}
