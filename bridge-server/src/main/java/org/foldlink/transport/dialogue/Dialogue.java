package org.foldlink.transport.dialogue;

import java.time.Duration;
import java.util.Optional;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;
import org.foldlink.session.Bridge;
import org.foldlink.session.ImageIntake;
import org.foldlink.session.JobEvent;
import org.foldlink.session.Outbox;
import org.foldlink.session.RequestException;
import org.foldlink.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * One connection's talk with the bridge: hands each message to what serves it, and turns the events of the client's jobs into messages.
 * All but {@link #deliver} and {@link #replaced} is for the connection's own thread.
 */
public final class Dialogue implements Outbox {

    /** Of a body that is no IMAGE: the largest that the dialogue has use for is a COMMAND. */
    private static final long MAX_OTHER_BYTES = 16L << 20;

    private final Peer peer;
    private final boolean results;
    private final Client client;
    private final UnservedTypes unserved;
    private @Nullable ImageIntake intake;
    private long taken;
    private @Nullable RequestException refusal;

    /** @param results whether events of jobs are sent to this peer */
    public Dialogue(Bridge bridge, ServerInfo info, Peer peer, boolean results) {
        this.peer = peer;
        this.results = results;
        this.client = new Client(bridge, info, peer.address(), this);
        this.unserved = new UnservedTypes(Duration.ofMinutes(1), System::nanoTime);
    }

    /**
     * A message's header is there.
     *
     * @return the most bytes of its body to take; a longer one is drained and comes to {@link #rejected}
     */
    public long begin(Header header) {
        abandon();
        if (!header.type().equals(ImageMessage.TYPE)) {
            return MAX_OTHER_BYTES;
        }
        try {
            intake = client.arriving(header.device());
            return Long.MAX_VALUE;
        } catch (RequestException e) {
            refusal = e;
            return 0;
        }
    }

    /**
     * The message in flight takes more memory.
     *
     * @param bytes of body memory in all
     * @return false when there is none for it; the message is then to be rejected
     */
    public boolean grow(long bytes) {
        ImageIntake open = intake;
        if (open == null || bytes <= taken) {
            return true;
        }
        try {
            open.take(bytes - taken);
            taken = bytes;
            return true;
        } catch (RequestException e) {
            refusal = e;
            return false;
        }
    }

    /** A whole message. */
    public void received(Packet packet) {
        Message message = packet.message();
        if (message instanceof ImageMessage image) {
            image(packet, image);
        } else if (message instanceof CommandMessage command) {
            peer.send(Commands.reply(command, packet.device(), client));
        } else if (message instanceof QueryMessage query) {
            Queries.answer(query, packet.device(), client.begun()).forEach(peer::send);
        } else if (!(message instanceof StatusMessage) && !(message instanceof CommandReplyMessage)) {
            unserved.count(message);
        }
        abandon();
    }

    /** A message that was skipped: what waits for an answer gets one. */
    public void rejected(Header header, ProtocolException error) {
        RequestException cause = refusal;
        abandon();
        if (cause != null) {
            status(header.device(), StatusCodes.of(cause.code(), cause.getMessage()));
        } else if (isAnswered(header.type())) {
            status(header.device(), StatusCodes.of(error));
        }
    }

    /** What to log of messages that nothing serves, at most once a minute. */
    public Optional<String> unservedReport() {
        return unserved.report();
    }

    /** For logs: tells sessions apart and nothing else; empty before there is one. */
    public String sessionHash() {
        return client.begun().map(Session::hash).orElse("");
    }

    /** The connection is gone. */
    public void closed() {
        abandon();
        client.close();
    }

    @Override
    public void deliver(JobEvent event) {
        if (results) {
            EventMessages.of(event).forEach(peer::send);
        }
    }

    @Override
    public void replaced() {
        peer.close("its session was taken up by another connection");
    }

    private void image(Packet packet, ImageMessage image) {
        ImageIntake open = intake;
        if (open == null) {
            return;
        }
        try {
            open.complete(ImageVolumes.volume(image), packet.timestamp().fixed());
        } catch (InvalidFieldException e) {
            status(packet.device(), StatusCodes.badMessage(String.valueOf(e.getMessage())));
        } catch (RequestException e) {
            status(packet.device(), StatusCodes.of(e.code(), e.getMessage()));
        }
    }

    private static boolean isAnswered(String type) {
        return type.equals(ImageMessage.TYPE)
                || type.equals(CommandMessage.TYPE)
                || type.startsWith("GET_")
                || type.startsWith("STT_")
                || type.startsWith("STP_");
    }

    private void status(String device, StatusMessage message) {
        peer.send(Outgoing.of(Delivery.URGENT, device, message));
    }

    private void abandon() {
        ImageIntake open = intake;
        intake = null;
        taken = 0;
        refusal = null;
        if (open != null) {
            open.close();
        }
    }
}
