package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients on threads of their own, on a bridge with real threads. */
class ManyClientsTest {

    private static final int CLIENTS = 4;

    /** Every accepted job ends with one status, whatever the others do, come back or cancel. */
    @Test
    @Timeout(120)
    void eachJobGetsItsOneStatus() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.runs = 2;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (Bridge bridge = Bridge.start(Rig.setup(new FakeSegmenter(), limits.build()))) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                Callable<Integer> work = () -> client(bridge, number);
                all.add(clients.submit(work));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get(100, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static int client(Bridge bridge, int number) throws Exception {
        Random random = new Random(number);
        SessionKey.Hello key = new SessionKey.Hello(Integer.toString(number).repeat(32));
        RecordingOutbox outbox = new RecordingOutbox();
        Session session = bridge.open(key, outbox);
        session.put("scan", Rig.volume(), number + 1);
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String job = "j" + i;
            try {
                session.segment(Rig.ct(job));
                accepted.add(job);
            } catch (RequestException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.OVERFLOW);
            }
            if (random.nextInt(4) == 0) {
                session.cancel(accepted.get(random.nextInt(accepted.size())));
            }
            if (random.nextInt(8) == 0) {
                session.put("scan", Rig.volume(), number + 1);
            }
        }
        while (session.jobs().stream().anyMatch(job -> !job.state().isOver())) {
            Thread.onSpinWait();
        }
        for (String job : accepted) {
            boolean cancelled = outbox.status(job).isPresent();
            assertThat(session.result(job + ".labels").isPresent()).isNotEqualTo(cancelled);
        }
        assertThat(outbox.events())
                .allSatisfy(e -> assertThat(e.stamp().timestamp()).isEqualTo(number + 1))
                .extracting(e -> e.stamp().revision())
                .isSorted()
                .doesNotHaveDuplicates();
        return accepted.size();
    }
}
