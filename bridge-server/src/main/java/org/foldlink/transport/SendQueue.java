package org.foldlink.transport;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.foldlink.transport.dialogue.Delivery;
import org.foldlink.transport.dialogue.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one peer, in bounded memory. Any thread may offer, one takes. What is taken is sent whole, so priorities act at message
 * boundaries: urgent messages go first, the rest in the order of their first offer.
 */
final class SendQueue {

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        /** More than the limit cannot be dropped: the peer is to be disconnected. */
        OVERFLOW,
        CLOSED
    }

    /** What latest-wins goes by. */
    private record Key(String type, String device) {}

    private final long limitBytes;
    private final ArrayDeque<Outgoing> urgent = new ArrayDeque<>();
    // Latest-wins messages lie under their key, kept ones under an object of their own.
    private final Map<Object, Outgoing> data = new LinkedHashMap<>();
    private long undroppableBytes;
    private long droppableBytes;
    private long dropped;
    private boolean closed;

    /** @param limitBytes for what cannot be dropped, and again for what can; one message alone may be larger */
    SendQueue(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    synchronized Offer offer(Outgoing message) {
        if (closed) {
            return Offer.CLOSED;
        }
        return switch (message.delivery()) {
            case LATEST -> offerLatest(message);
            case URGENT, KEPT -> offerUndroppable(message);
        };
    }

    private Offer offerLatest(Outgoing message) {
        Outgoing old = data.put(key(message), message);
        droppableBytes += message.bytes();
        if (old != null) {
            droppableBytes -= old.bytes();
            dropped++;
        }
        Iterator<Map.Entry<Object, Outgoing>> oldest = data.entrySet().iterator();
        while (droppableBytes > limitBytes && oldest.hasNext()) {
            Map.Entry<Object, Outgoing> entry = oldest.next();
            if (entry.getKey() instanceof Key key && !key.equals(key(message))) {
                oldest.remove();
                droppableBytes -= entry.getValue().bytes();
                dropped++;
            }
        }
        return Offer.QUEUED;
    }

    private Offer offerUndroppable(Outgoing message) {
        if (undroppableBytes > 0 && undroppableBytes + message.bytes() > limitBytes) {
            return Offer.OVERFLOW;
        }
        undroppableBytes += message.bytes();
        if (message.delivery() == Delivery.URGENT) {
            urgent.add(message);
            return Offer.QUEUED;
        }
        Outgoing replaced = data.remove(key(message));
        if (replaced != null) {
            droppableBytes -= replaced.bytes();
            dropped++;
        }
        data.put(new Object(), message);
        return Offer.QUEUED;
    }

    private static Key key(Outgoing message) {
        return new Key(message.type(), message.device());
    }

    /** The next message to send whole, or null. */
    synchronized @Nullable Outgoing take() {
        Outgoing next = urgent.poll();
        if (next == null) {
            Iterator<Outgoing> first = data.values().iterator();
            if (!first.hasNext()) {
                return null;
            }
            next = first.next();
            first.remove();
        }
        if (next.delivery() == Delivery.LATEST) {
            droppableBytes -= next.bytes();
        } else {
            undroppableBytes -= next.bytes();
        }
        return next;
    }

    synchronized boolean isEmpty() {
        return urgent.isEmpty() && data.isEmpty();
    }

    /** Bytes waiting that cannot be dropped. */
    synchronized long undroppableBytes() {
        return undroppableBytes;
    }

    /** How many messages gave way to a later one. */
    synchronized long dropped() {
        return dropped;
    }

    /** Forgets all that waits and takes no more. */
    synchronized void close() {
        closed = true;
        urgent.clear();
        data.clear();
        undroppableBytes = 0;
        droppableBytes = 0;
    }
}
