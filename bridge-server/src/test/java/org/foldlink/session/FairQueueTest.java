package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue<String, String> queue = new FairQueue<>();

    @Test
    void ownersTakeTurnsWhateverTheyQueued() {
        for (String item : List.of("a1", "a2", "a3", "a4", "b1", "c1", "c2")) {
            queue.add(item.substring(0, 1), item);
        }
        assertThat(queue.order()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3", "a4");
        assertThat(drain()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3", "a4");
    }

    @Test
    void whoHadItsTurnStandsBehindTheOthers() {
        queue.add("a", "a1");
        queue.add("a", "a2");
        assertThat(queue.poll()).isEqualTo("a1");
        queue.add("b", "b1");
        assertThat(queue.poll()).isEqualTo("a2");
        queue.add("a", "a3");
        assertThat(drain()).containsExactly("b1", "a3");
    }

    @Test
    void removedItemsAreGoneAndEmptyOwnersToo() {
        queue.add("a", "a1");
        queue.add("b", "b1");
        assertThat(queue.remove("a", "a1")).isTrue();
        assertThat(queue.remove("a", "a1")).isFalse();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(drain()).containsExactly("b1");
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
    }

    @Test
    void orderIsWhatPollGivesAfterAnyHistory() {
        Random random = new Random(7);
        for (int step = 0; step < 2000; step++) {
            if (random.nextInt(3) > 0) {
                queue.add("owner" + random.nextInt(4), "item" + step);
            } else {
                String next = queue.peek();
                assertThat(queue.poll()).isEqualTo(next);
            }
        }
        List<String> order = queue.order();
        assertThat(order).hasSize(queue.size());
        assertThat(drain()).isEqualTo(order);
    }

    private List<String> drain() {
        List<String> all = new ArrayList<>();
        for (String item = queue.poll(); item != null; item = queue.poll()) {
            all.add(item);
        }
        return all;
    }
}
