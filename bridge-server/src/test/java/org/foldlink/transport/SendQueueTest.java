package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.transport.SendQueue.Offer;
import org.foldlink.transport.dialogue.Delivery;
import org.foldlink.transport.dialogue.Outgoing;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private static Outgoing entry(Delivery delivery, String key, int bytes) {
        int bar = key.indexOf('|');
        return new Outgoing(delivery, key.substring(0, bar), key.substring(bar + 1), bytes, new Supplier<>() {
            @Override
            public Packet get() {
                throw new IllegalStateException("a queue makes no packets");
            }
        });
    }

    private static List<Outgoing> drain(SendQueue queue) {
        List<Outgoing> all = new ArrayList<>();
        for (Outgoing e = queue.take(); e != null; e = queue.take()) {
            all.add(e);
        }
        return all;
    }

    @Test
    void urgentOvertakesQueuedData() {
        SendQueue queue = new SendQueue(1000);
        Outgoing labels = entry(Delivery.KEPT, "IMAGE|a.labels", 10);
        Outgoing progress = entry(Delivery.LATEST, "STRING|a.progress", 10);
        Outgoing reply = entry(Delivery.URGENT, "RTS_COMMAND|command", 10);
        Outgoing status = entry(Delivery.URGENT, "STATUS|a.status", 10);
        queue.offer(labels);
        queue.offer(progress);
        queue.offer(reply);
        queue.offer(status);
        assertThat(drain(queue)).containsExactly(reply, status, labels, progress);
    }

    @Test
    void theLatestOfAKeyWinsAndKeepsItsPlace() {
        SendQueue queue = new SendQueue(1000);
        Outgoing first = entry(Delivery.LATEST, "STRING|a.progress", 10);
        Outgoing other = entry(Delivery.LATEST, "STRING|b.progress", 10);
        Outgoing second = entry(Delivery.LATEST, "STRING|a.progress", 12);
        queue.offer(first);
        queue.offer(other);
        queue.offer(second);
        assertThat(drain(queue)).containsExactly(second, other);
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void aFinalLabelmapTakesThePlaceOfAWaitingPreviewAndIsNeverDropped() {
        SendQueue queue = new SendQueue(1000);
        Outgoing preview = entry(Delivery.LATEST, "IMAGE|a.labels", 10);
        Outgoing last = entry(Delivery.KEPT, "IMAGE|a.labels", 10);
        Outgoing nextRun = entry(Delivery.LATEST, "IMAGE|a.labels", 10);
        queue.offer(preview);
        queue.offer(last);
        queue.offer(nextRun);
        assertThat(drain(queue)).containsExactly(last, nextRun);
    }

    @Test
    void undroppableOverTheLimitIsRefusedButOneMessageAloneMayBeLarger() {
        SendQueue queue = new SendQueue(100);
        assertThat(queue.offer(entry(Delivery.KEPT, "IMAGE|a.labels", 500))).isEqualTo(Offer.QUEUED);
        assertThat(queue.offer(entry(Delivery.URGENT, "STATUS|a.status", 1))).isEqualTo(Offer.OVERFLOW);
        queue.take();
        assertThat(queue.undroppableBytes()).isZero();
        assertThat(queue.offer(entry(Delivery.KEPT, "IMAGE|b.labels", 60))).isEqualTo(Offer.QUEUED);
        assertThat(queue.offer(entry(Delivery.KEPT, "IMAGE|c.labels", 40))).isEqualTo(Offer.QUEUED);
        assertThat(queue.offer(entry(Delivery.KEPT, "IMAGE|d.labels", 1))).isEqualTo(Offer.OVERFLOW);
    }

    @Test
    void droppableOverTheLimitGivesUpItsOldest() {
        SendQueue queue = new SendQueue(100);
        Outgoing a = entry(Delivery.LATEST, "IMAGE|a.labels", 60);
        Outgoing b = entry(Delivery.LATEST, "IMAGE|b.labels", 60);
        queue.offer(a);
        queue.offer(b);
        assertThat(drain(queue)).containsExactly(b);
    }

    @Test
    void whatIsKeptLeavesInOrderWhateverIsMixedIn() {
        Random random = new Random(7);
        SendQueue queue = new SendQueue(1 << 20);
        List<Outgoing> kept = new ArrayList<>();
        List<Outgoing> out = new ArrayList<>();
        for (int n = 0; n < 2000; n++) {
            String key = "STRING|k" + random.nextInt(5);
            boolean keep = random.nextInt(3) == 0;
            Outgoing e = entry(keep ? Delivery.KEPT : Delivery.LATEST, key, 1 + random.nextInt(20));
            assertThat(queue.offer(e)).isEqualTo(Offer.QUEUED);
            if (keep) {
                kept.add(e);
            }
            if (random.nextInt(4) == 0) {
                Outgoing taken = queue.take();
                if (taken != null && taken.delivery() == Delivery.KEPT) {
                    out.add(taken);
                }
            }
        }
        drain(queue).stream().filter(e -> e.delivery() == Delivery.KEPT).forEach(out::add);
        assertThat(out).containsExactlyElementsOf(kept);
        assertThat(queue.undroppableBytes()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aClosedQueueTakesNothing() {
        SendQueue queue = new SendQueue(100);
        queue.offer(entry(Delivery.KEPT, "STRING|k", 5));
        queue.close();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.offer(entry(Delivery.URGENT, "STRING|k", 5))).isEqualTo(Offer.CLOSED);
    }
}
