package org.foldlink.transport;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged of peers: an event, the peer's address, a reason. Device names and metadata often hold patients' names, so neither ever
 * comes here. At most 20 lines a minute of each event; the next line says how many were held back.
 */
final class PeerLog {

    /** Events that a peer can provoke. */
    enum Event {
        CONNECTED("connected"),
        DISCONNECTED("disconnected"),
        REFUSED("refused"),
        BROKEN_FRAMING("broken_framing"),
        STALLED("stalled"),
        SLOW("slow"),
        SKIPPED("message_skipped"),
        UNKNOWN_TYPES("unknown_types"),
        FAILED("failed"),
        RECONNECT("reconnect");

        private final String text;

        Event(String text) {
            this.text = text;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger("org.foldlink.transport");
    private static final int LINES_A_MINUTE = 20;

    private final Map<Event, RateLimit> limits = new EnumMap<>(Event.class);

    PeerLog() {
        for (Event e : Event.values()) {
            limits.put(e, new RateLimit(LINES_A_MINUTE, Duration.ofMinutes(1), System::nanoTime));
        }
    }

    void info(Event event, String peer, String reason) {
        long held = pass(event);
        if (held >= 0) {
            LOG.info("event={} peer={} {}{}", event.text, peer, reason, heldBack(held));
        }
    }

    void warn(Event event, String peer, String reason) {
        long held = pass(event);
        if (held >= 0) {
            LOG.warn("event={} peer={} {}{}", event.text, peer, reason, heldBack(held));
        }
    }

    /** A failure of our own, with its place but without its text: that may name a device. */
    void error(String peer, String reason, Throwable cause) {
        if (pass(Event.FAILED) >= 0) {
            StackTraceElement[] stack = cause.getStackTrace();
            LOG.error(
                    "event={} peer={} {}: {} at {}",
                    Event.FAILED.text,
                    peer,
                    reason,
                    cause.getClass().getName(),
                    stack.length == 0 ? "?" : stack[0]);
        }
    }

    private long pass(Event event) {
        RateLimit limit = limits.get(event);
        return limit == null ? 0 : limit.pass();
    }

    private static String heldBack(long held) {
        return held == 0 ? "" : " (and " + held + " lines like this held back)";
    }
}
