package org.foldlink.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;

/** A peer on a plain socket, with the protocol library's own codec. Fails rather than waits for ever. */
final class TestClient implements AutoCloseable {

    static final int PATIENCE_MILLIS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    final Socket socket;
    private final PacketDecoder decoder = new PacketDecoder();
    private final byte[] bytes = new byte[1 << 16];
    private final Deque<Packet> unread = new ArrayDeque<>();
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private long id;

    TestClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    TestClient(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    void send(Packet packet) throws IOException {
        socket.getOutputStream().write(PacketEncoder.encode(packet).toByteArray());
    }

    void send(byte[] raw) throws IOException {
        socket.getOutputStream().write(raw);
        socket.getOutputStream().flush();
    }

    /** As a client with header version 2 sends it. */
    void image(String device, Message image) throws IOException {
        send(Packet.v2(device, Metadata.EMPTY, image).withTimestamp(new Timestamp(0x1234_5678_0000_0001L)));
    }

    /** Sends a COMMAND, returns the reply's JSON after checking id, version and Status. */
    JsonNode command(String name, String json) throws Exception {
        Reply reply = reply(name, json);
        if (!reply.status.equals("SUCCESS")) {
            throw new AssertionError(name + " failed: " + reply.json);
        }
        return reply.json;
    }

    /** Sends a COMMAND that must fail, returns its error. */
    JsonNode refused(String name, String json) throws Exception {
        Reply reply = reply(name, json);
        if (!reply.status.equals("FAIL")) {
            throw new AssertionError(name + " was served: " + reply.json);
        }
        JsonNode error = reply.json.get("error");
        if (!reply.error.equals(error.get("message").textValue())) {
            throw new AssertionError("ErrorMessage is " + reply.error + " beside " + error);
        }
        return error;
    }

    record Reply(JsonNode json, String status, String error) {}

    Reply reply(String name, String json) throws Exception {
        long sent = ++id;
        send(Packet.v2("command", Metadata.EMPTY, CommandMessage.of(sent, name, json)));
        Packet packet = await(p -> p.message() instanceof CommandReplyMessage r && r.id() == sent);
        CommandReplyMessage reply = (CommandReplyMessage) packet.message();
        return new Reply(
                JSON.readTree(reply.content()),
                packet.metadata().get("Status").orElse(""),
                packet.metadata().get("ErrorMessage").orElse(""));
    }

    /** The next packet that fits; others stay for later, in order. */
    Packet await(Predicate<Packet> wanted) throws Exception {
        for (var it = unread.iterator(); it.hasNext(); ) {
            Packet packet = it.next();
            if (wanted.test(packet)) {
                it.remove();
                return packet;
            }
        }
        while (true) {
            Packet packet = next();
            if (wanted.test(packet)) {
                return packet;
            }
            unread.add(packet);
        }
    }

    Packet device(String device) throws Exception {
        return await(p -> p.device().equals(device));
    }

    StatusMessage status(String device) throws Exception {
        return (StatusMessage) await(p -> p.device().equals(device) && p.message() instanceof StatusMessage)
                .message();
    }

    static JsonNode json(Packet packet) throws Exception {
        return JSON.readTree(((StringMessage) packet.message()).text());
    }

    /** All until that device's message, that one included. */
    List<Packet> until(Predicate<Packet> last) throws Exception {
        List<Packet> all = new ArrayList<>();
        while (true) {
            Packet packet = unread.isEmpty() ? next() : unread.remove();
            all.add(packet);
            if (last.test(packet)) {
                return all;
            }
        }
    }

    /** Everything of a job up to the device messages that its final result names and its status; the last of each device. */
    Results results(String job) throws Exception {
        Map<String, Packet> latest = new HashMap<>();
        while (!complete(job, latest)) {
            Packet packet = unread.isEmpty() ? next() : unread.remove();
            latest.put(packet.device(), packet);
        }
        return new Results(latest);
    }

    /** The last message of each device. */
    record Results(Map<String, Packet> latest) {
        Packet get(String device) {
            Packet packet = latest.get(device);
            if (packet == null) {
                throw new AssertionError("no " + device + " among " + latest.keySet());
            }
            return packet;
        }

        Set<String> devices() {
            return latest.keySet();
        }
    }

    private static boolean complete(String job, Map<String, Packet> latest) throws Exception {
        Packet result = latest.get(job + ".result");
        if (result == null || !latest.containsKey(job + ".status")) {
            return false;
        }
        for (JsonNode row : json(result).get("devices")) {
            Packet packet = latest.get(row.get("device").textValue());
            if (packet == null
                    || !packet.metadata()
                            .get("Revision")
                            .orElse("")
                            .equals(row.get("revision").asText())) {
                return false;
            }
        }
        return true;
    }

    private Packet next() throws IOException, ProtocolException {
        while (true) {
            PacketDecoder.Result result = decoder.next(rest);
            if (result instanceof PacketDecoder.Received received) {
                return received.packet();
            } else if (result instanceof PacketDecoder.Rejected rejected) {
                throw new AssertionError("the server sent a bad message", rejected.error());
            }
            int n = read();
            if (n < 0) {
                throw new IOException("the server closed the connection");
            }
        }
    }

    private int read() throws IOException {
        InputStream in = socket.getInputStream();
        int n = in.read(bytes);
        rest = n < 0 ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes, 0, n);
        return n;
    }

    /** Waits until the server has closed the connection; what it still sends is thrown away. */
    void awaitClosed() throws IOException {
        try {
            while (read() >= 0) {
                // Whatever comes first is not what the test is about.
                rest = ByteBuffer.allocate(0);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server did not close the connection", e);
        } catch (IOException e) {
            // A reset is a close, too.
        }
    }

    /** As a process that dies: with a reset. */
    void kill() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
