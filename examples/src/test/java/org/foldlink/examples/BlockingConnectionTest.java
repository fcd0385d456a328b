package org.foldlink.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingConnectionTest {
    private ServerSocketChannel server;
    private CompletableFuture<Void> served;

    BlockingConnectionTest() throws Exception {
        server = ServerSocketChannel.open();
        served = new CompletableFuture<>();
    }

    @BeforeEach
    void serveOneClient() throws Exception {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        served = CompletableFuture.runAsync(() -> {
            try (BlockingConnection client = new BlockingConnection(server.accept())) {
                ReceiveImages.serve(client);
            } catch (Exception e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void anImageIsSentAndAnswered() throws Exception {
        try (BlockingConnection connection = BlockingConnection.open(server.getLocalAddress())) {
            connection.send(Packet.v2("note", Metadata.of("a", "b"), StringMessage.of("first")));
            connection.send(Packet.v1("Ball", SendImage.ball(64)));
            Packet answer = connection.receiveNext();
            assertThat(answer.device()).isEqualTo("Ball");
            assertThat(answer.message())
                    .isInstanceOfSatisfying(
                            StatusMessage.class,
                            status -> assertThat(status.text())
                                    .isEqualTo("524288 bytes of INT16, first voxel at [-31.5, -31.5, -63.0] mm RAS"));
        }
        served.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aStrangerIsTurnedAwayWithAReason() throws Exception {
        try (SocketChannel stranger = SocketChannel.open(server.getLocalAddress())) {
            stranger.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThatThrownBy(() -> served.get(30, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(ProtocolException.class)
                    .hasRootCauseMessage("header version = 18245 (expected 1 or 2; this looks like an HTTP request)");
        }
    }
}
