package org.foldlink.transport.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.transport.HostPort;
import org.jspecify.annotations.Nullable;

/** Commands and messages on one connection; data that arrives while a reply is awaited is kept in order. For one thread. */
public final class BridgeClient implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REPLY_TIME = Duration.ofSeconds(30);

    private final HostPort server;
    private final Connection connection;
    private final Deque<Packet> waiting = new ArrayDeque<>();
    private long lastId;

    private BridgeClient(HostPort server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /** An empty content. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    public static BridgeClient connect(HostPort server, Duration timeout) throws ClientException {
        return new BridgeClient(server, Connection.open(server, timeout));
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @return the reply's content
     * @throws ClientException REFUSED with the bridge's own message
     */
    public JsonNode command(String name, ObjectNode content) throws ClientException, InterruptedException {
        long id = ++lastId;
        send("command", CommandMessage.of(id, name, content.toString()));
        long deadline = System.nanoTime() + REPLY_TIME.toNanos();
        while (true) {
            Packet packet = connection.next(Duration.ofNanos(deadline - System.nanoTime()));
            if (packet == null) {
                throw new ClientException(
                        ClientException.Kind.TIMED_OUT,
                        server + " did not answer " + name + " within " + REPLY_TIME.toSeconds()
                                + " s (expected a FoldLink bridge; another OpenIGTLink server does not know commands)");
            }
            if (packet.message() instanceof CommandReplyMessage reply && reply.id() == id) {
                return content(name, packet, reply);
            }
            waiting.add(packet);
        }
    }

    private static JsonNode content(String name, Packet packet, CommandReplyMessage reply) throws ClientException {
        JsonNode content = parse("the reply to " + name, reply.content());
        if ("SUCCESS".equals(packet.metadata().get("Status").orElse(""))) {
            return content;
        }
        JsonNode error = content.path("error");
        String message = error.path("message")
                .asText(packet.metadata().get("ErrorMessage").orElse("no reason given"));
        throw new ClientException(
                ClientException.Kind.REFUSED, error.path("code").asText(""), name + " was refused: " + message);
    }

    static JsonNode parse(String what, String text) throws ClientException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ClientException(
                    ClientException.Kind.MALFORMED, what + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    public void send(String device, Message message) throws ClientException {
        connection.send(new Packet(2, device, Timestamp.NOT_SET, 0, Metadata.EMPTY, message));
    }

    /** The next message that is no reply, or null when none came in the time. */
    public @Nullable Packet next(Duration timeout) throws ClientException, InterruptedException {
        Packet kept = waiting.poll();
        return kept != null ? kept : connection.next(timeout);
    }

    @Override
    public void close() {
        connection.close();
    }
}
