package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.foldlink.protocol.message.ColorTableMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.Test;

/** {@code decode(encode(m)) == m}, however the bytes arrive. */
class RoundTripTest {
    @Test
    void theGeneratorKnowsEveryType() {
        Set<Class<?>> made = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
        new Messages(0).one().forEach(message -> made.add(message.getClass()));
        assertThat(made).containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
        assertThat(StandardCodecs.types())
                .hasSize(made.size() - 2); // queries and opaque messages have no name of their own
    }

    @Test
    void everyMessageComesBackEqual() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                List<Packet> back = Messages.packets(Messages.decodeAll(new PacketDecoder(), ByteBuffer.wrap(bytes)));
                assertThat(back).as("seed %d", seed).containsExactly(packet);
                assertThat(Messages.bytes(back.get(0)))
                        .as("seed %d, %s", seed, packet)
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void aLargeColourTableComesBack() throws Exception {
        Packet packet = Packet.v1("c", new Messages(1).colorTable(ColorTableMessage.IndexType.UINT16));
        assertThat(Messages.packets(Messages.decodeAll(new PacketDecoder(), ByteBuffer.wrap(Messages.bytes(packet)))))
                .containsExactly(packet);
    }

    @Test
    void everyMessageFedByteByByteComesBackEqualAndNotBeforeItsLastByte() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            for (Packet packet : new Messages(seed).packets()) {
                byte[] bytes = Messages.bytes(packet);
                PacketDecoder decoder = new PacketDecoder();
                for (int i = 0; i < bytes.length - 1; i++) {
                    assertThat(decoder.next(ByteBuffer.wrap(bytes, i, 1))).isNull();
                    assertThat(decoder.progress().inFlight()).isTrue();
                }
                PacketDecoder.Result last = decoder.next(ByteBuffer.wrap(bytes, bytes.length - 1, 1));
                assertThat(last).isNotNull();
                assertThat(decoder.progress().inFlight()).isFalse();
                assertThat(last instanceof PacketDecoder.Received received ? received.packet() : null)
                        .isEqualTo(packet);
            }
        }
    }

    @Test
    void aStreamCutAnywhereGivesTheSamePackets() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            List<Packet> packets = new Messages(seed).packets();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            packets.forEach(packet -> stream.writeBytes(Messages.bytes(packet)));
            byte[] bytes = stream.toByteArray();
            Random random = new Random(seed);
            PacketDecoder decoder =
                    new PacketDecoder(PacketDecoder.Options.DEFAULT.withAllocator(BodyAllocator.DIRECT));
            List<Packet> back = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(500));
                ByteBuffer piece = ByteBuffer.wrap(bytes, at, count);
                back.addAll(Messages.packets(Messages.decodeAll(decoder, piece)));
                assertThat(piece.hasRemaining()).isFalse();
                at += count;
            }
            decoder.end();
            assertThat(back).as("seed %d", seed).isEqualTo(packets);
        }
    }
}
