package org.foldlink.transport.dialogue;

import java.util.Optional;
import org.foldlink.session.Bridge;
import org.foldlink.session.ImageIntake;
import org.foldlink.session.Outbox;
import org.foldlink.session.PlainClient;
import org.foldlink.session.RequestException;
import org.foldlink.session.Session;
import org.foldlink.session.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection: plain until it says Hello, then the session that it named. Used by the connection's own
 * thread alone.
 */
final class Client {

    private final Bridge bridge;
    private final ServerInfo info;
    private final String address;
    private final Outbox outbox;
    private @Nullable PlainClient plain;
    private @Nullable Session hello;
    private SessionKey.@Nullable Hello key;
    private boolean closed;

    Client(Bridge bridge, ServerInfo info, String address, Outbox outbox) {
        this.bridge = bridge;
        this.info = info;
        this.address = address;
        this.outbox = outbox;
    }

    Bridge bridge() {
        return bridge;
    }

    /** Host; {@code host:port} of a server that the bridge calls. */
    String address() {
        return address;
    }

    ServerInfo info() {
        return info;
    }

    /** The session that requests are for; a plain one begins here. */
    Session session() throws RequestException {
        return hello != null ? hello : plain().session();
    }

    /** The session, if one has begun. */
    Optional<Session> begun() {
        if (hello != null) {
            return Optional.of(hello);
        }
        return Optional.ofNullable(plain).map(PlainClient::session);
    }

    /** An IMAGE begins; that of a plain client may start a job by rule. */
    ImageIntake arriving(String device) throws RequestException {
        return hello != null ? hello.arriving(device) : plain().arriving(device);
    }

    /** Takes up the session that the client names, or begins it. What it had until now is let go. */
    Session hello(SessionKey.Hello named) throws RequestException {
        if (hello != null && named.equals(key)) {
            return hello;
        }
        Session opened = bridge.open(named, outbox);
        detach();
        plain = null;
        hello = opened;
        key = named;
        return opened;
    }

    /** The connection is gone; jobs run on and what they give is held. */
    void close() {
        closed = true;
        detach();
    }

    private PlainClient plain() throws RequestException {
        if (plain == null) {
            if (closed) {
                throw new IllegalStateException("the connection is closed");
            }
            plain = bridge.openPlain(address, outbox);
        }
        return plain;
    }

    private void detach() {
        if (hello != null) {
            hello.detach(outbox);
        } else if (plain != null) {
            plain.detach(outbox);
        }
    }
}
