package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.Findings;
import org.foldlink.transport.dialogue.Dialogue;
import org.foldlink.transport.dialogue.ServerInfo;
import org.junit.jupiter.api.Test;

/** Netty's buffers are released whatever their bytes are, and what is written is whole. */
class BufferReleaseTest {

    private final PeerLog log = new PeerLog();
    private final PeerKind kind = new PeerKind.Called(Upstream.parse("scanner:18944"));

    private EmbeddedChannel channel(Bridge bridge) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Connection connection = new Connection(channel, "test", "test", channel.eventLoop(), 1 << 20, log);
        Dialogue dialogue = new Dialogue(bridge, new ServerInfo("FoldLink", "test"), connection, true);
        FrameReader reader = new FrameReader(
                channel, channel.eventLoop(), connection, dialogue, kind, TransportSettings.DEFAULT, log);
        channel.pipeline().addLast(new ConnectionHandler(channel.eventLoop(), reader, connection, log));
        channel.pipeline().fireChannelActive();
        channel.runPendingTasks();
        return channel;
    }

    private static Bridge bridge() {
        return Bridge.start(new BridgeSetup(
                () -> List.of(Rig.CT),
                new GatedSegmenter(),
                (labels, model, inputs, agreement) -> Findings.NONE,
                BridgeLimits.DEFAULT,
                List.of(),
                "test"));
    }

    @Test
    void everyBufferIsReleasedAndEveryQueryAnswered() throws Exception {
        Bridge bridge = bridge();
        EmbeddedChannel channel = channel(bridge);
        Random random = new Random(11);
        List<ByteBuf> sent = new ArrayList<>();
        int queries = 20;
        for (int n = 0; n < queries; n++) {
            Packet packet = Packet.v1("q", QueryMessage.of(Verb.GET, "CAPABILITY"));
            byte[] query = PacketEncoder.encode(packet).toByteArray();
            byte[] image = PacketEncoder.encode(Packet.v1("scan", Rig.image(n))).toByteArray();
            for (byte[] bytes : List.of(query, image)) {
                for (int at = 0; at < bytes.length; ) {
                    int end = Math.min(bytes.length, at + 1 + random.nextInt(700));
                    ByteBuf part = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes, at, end - at);
                    sent.add(part);
                    channel.writeInbound(part);
                    at = end;
                }
            }
            channel.runPendingTasks();
        }
        assertThat(sent).allSatisfy(part -> assertThat(part.refCnt()).isZero());
        PacketDecoder decoder = new PacketDecoder();
        int answers = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            for (PacketDecoder.Result result = decoder.next(out.nioBuffer().slice()); result != null; result = null) {
                assertThat(((PacketDecoder.Received) result).packet().message()).isInstanceOf(CapabilityMessage.class);
                answers++;
            }
            out.release();
        }
        assertThat(answers).isEqualTo(queries);
        channel.finishAndReleaseAll();
        bridge.shutdown(Duration.ZERO);
    }

    @Test
    void buffersAfterBrokenFramingAreReleasedUnread() {
        Bridge bridge = bridge();
        EmbeddedChannel channel = channel(bridge);
        List<ByteBuf> sent = new ArrayList<>();
        Random random = new Random(12);
        for (int n = 0; n < 5; n++) {
            byte[] junk = new byte[300];
            random.nextBytes(junk);
            junk[0] = 0x47;
            ByteBuf part = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(junk);
            sent.add(part);
            channel.pipeline().fireChannelRead(part);
        }
        // All five wait for the connection's own thread when the first one breaks the framing.
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(sent).allSatisfy(part -> assertThat(part.refCnt()).isZero());
        channel.finishAndReleaseAll();
        bridge.shutdown(Duration.ZERO);
    }
}
