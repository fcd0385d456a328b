package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TurnsTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Takes the host's turn on a thread of its own, says so and gives it back; returns when it waits in line. */
    private Future<?> inLine(Turns turns, String name, Turns.Turn turn) throws InterruptedException {
        int before = turns.inLine();
        Future<?> run = threads.submit(done(() -> {
            try (turn) {
                turn.host();
                order.add(name);
            }
            return null;
        }));
        while (turns.inLine() == before && !run.isDone()) {
            Thread.onSpinWait();
        }
        return run;
    }

    private static Callable<?> done(Callable<?> call) {
        return call;
    }

    private static CancelToken never() {
        return new CancelToken();
    }

    @Test
    void theUrgentComeFirstAndThenThoseThatCameFirst() throws Exception {
        Turns turns = new Turns(false);
        List<Future<?>> runs = new ArrayList<>();
        try (Turns.Turn first = turns.open(Priority.NORMAL, never())) {
            first.host();
            assertThat(first.wanted()).isFalse();
            runs.add(inLine(turns, "second", turns.open(Priority.NORMAL, never())));
            assertThat(first.wanted()).isFalse();
            runs.add(inLine(turns, "urgent", turns.open(Priority.URGENT, never())));
            assertThat(first.wanted()).isTrue();
            runs.add(inLine(turns, "urgent too", turns.open(Priority.URGENT, never())));
            first.pause();
            order.add("first");
            assertThat(first.wanted()).isFalse();
        }
        for (Future<?> run : runs) {
            run.get();
        }
        assertThat(order).containsExactly("urgent", "urgent too", "first", "second");
    }

    @Test
    void anUrgentRunDoesNotPauseForAnother() throws Exception {
        Turns turns = new Turns(false);
        Future<?> other;
        try (Turns.Turn first = turns.open(Priority.URGENT, never())) {
            first.network();
            other = inLine(turns, "other", turns.open(Priority.URGENT, never()));
            assertThat(first.wanted()).isFalse();
            order.add("first");
        }
        other.get();
        assertThat(order).containsExactly("first", "other");
    }

    @Test
    void onTheHostsCoresPreparingWaitsForTheNetwork() throws Exception {
        Turns turns = new Turns(false);
        Future<?> other;
        try (Turns.Turn first = turns.open(Priority.NORMAL, never())) {
            first.host();
            other = inLine(turns, "other", turns.open(Priority.NORMAL, never()));
            first.network();
            first.host();
            order.add("first");
        }
        other.get();
        assertThat(order).containsExactly("first", "other");
    }

    /** Both hold a turn at once: neither could say so if the other waited for it. */
    @Test
    void besideTheHostOneIsPreparedWhileAnotherIsInTheNetwork() throws Exception {
        Turns turns = new Turns(true);
        CountDownLatch both = new CountDownLatch(2);
        Turns.Turn preparing = turns.open(Priority.NORMAL, never());
        try (Turns.Turn running = turns.open(Priority.NORMAL, never())) {
            running.host();
            running.network();
            both.countDown();
            Future<?> other = threads.submit(done(() -> {
                preparing.host();
                both.countDown();
                both.await();
                preparing.network();
                order.add("prepared");
                preparing.close();
                return null;
            }));
            both.await();
            order.add("running");
            running.host();
            other.get();
        }
        assertThat(order).containsExactly("running", "prepared");
    }

    @Test
    void aCancelEndsAWaitAndAPauseAtOnce() throws Exception {
        Turns turns = new Turns(false);
        CancelToken waiting = new CancelToken();
        CancelToken paused = new CancelToken();
        CountDownLatch urgentMayEnd = new CountDownLatch(1);
        CountDownLatch urgentRuns = new CountDownLatch(1);
        Turns.Turn first = turns.open(Priority.NORMAL, paused);
        first.host();
        Future<?> second = inLine(turns, "never", turns.open(Priority.NORMAL, waiting));
        waiting.cancel();
        assertThatThrownBy(second::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancelledException.class);

        Turns.Turn urgent = turns.open(Priority.URGENT, never());
        Future<?> third = threads.submit(done(() -> {
            try (urgent) {
                urgent.host();
                urgentRuns.countDown();
                urgentMayEnd.await();
            }
            return null;
        }));
        Thread canceller = new Thread(() -> {
            try {
                urgentRuns.await();
                paused.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();
        while (!first.wanted()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(first::pause).isInstanceOf(CancelledException.class);
        first.close();
        urgentMayEnd.countDown();
        third.get();
        canceller.join();
        try (Turns.Turn next = turns.open(Priority.NORMAL, never())) {
            next.network();
        }
        assertThat(order).isEmpty();
    }
}
