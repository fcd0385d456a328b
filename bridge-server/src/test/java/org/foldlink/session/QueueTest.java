package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.Priority;
import org.junit.jupiter.api.Test;

/** Turns between sessions, and how many run. */
class QueueTest {

    private final RecordingOutbox alice = new RecordingOutbox();
    private final RecordingOutbox bob = new RecordingOutbox();

    private static List<String> ended(RecordingOutbox... boxes) {
        List<JobEvent.Status> statuses = new ArrayList<>();
        for (RecordingOutbox box : boxes) {
            statuses.addAll(box.of(JobEvent.Status.class));
        }
        return statuses.stream().map(JobEvent::job).toList();
    }

    @Test
    void aSessionThatFloodsDoesNotKeepAnotherWaiting() throws Exception {
        Rig rig = new Rig();
        Session flooding = rig.withScan(Rig.ALICE, alice);
        List<String> order = new ArrayList<>();
        rig.segmenter.script = (request, listener, cancel) -> {
            order.add(request.channels().get(0).grid().sizeI() == 8 ? "alice" : "bob");
            return FakeSegmenter.result(request);
        };
        for (int i = 0; i < 16; i++) {
            flooding.segment(Rig.ct("a" + i));
        }
        Session patient = rig.bridge.open(Rig.BOB, bob);
        patient.put("scan", Rig.volume(4), 1);
        assertThat(patient.segment(Rig.ct("b0")).place()).isEqualTo(2);
        assertThat(patient.segment(Rig.ct("b1")).place()).isEqualTo(4);

        rig.executor.runAll();

        assertThat(order.subList(0, 6)).containsExactly("alice", "alice", "bob", "alice", "bob", "alice");
        assertThat(ended(alice)).hasSize(16);
        assertThat(ended(bob)).containsExactly("b0", "b1");
    }

    @Test
    void placesCountWhatIsAhead() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, alice);
        assertThat(session.segment(Rig.ct("a")).place()).isZero();
        assertThat(session.segment(Rig.ct("b")).place()).isEqualTo(1);
        assertThat(session.segment(Rig.ct("c")).place()).isEqualTo(2);
        assertThat(session.jobs()).extracting(JobSummary::place).containsExactly(0, 1, 2);
        assertThat(session.jobs())
                .extracting(JobSummary::state)
                .containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.QUEUED);
        session.cancel("b");
        assertThat(session.jobs()).extracting(JobSummary::place).containsExactly(0, 0, 1);
    }

    @Test
    void oneRunsAtATimeUnlessTheLimitsSayMore() throws Exception {
        Rig one = new Rig();
        Session session = one.withScan(Rig.ALICE, alice);
        session.segment(Rig.ct("a"));
        session.segment(Rig.ct("b"));
        assertThat(one.executor.waiting()).isEqualTo(1);

        Rig.Limits limits = Rig.limits();
        limits.runs = 2;
        Rig two = new Rig(limits.build());
        Session other = two.withScan(Rig.ALICE, alice);
        other.segment(Rig.ct("a"));
        other.segment(Rig.ct("b"));
        other.segment(Rig.ct("c"));
        assertThat(two.executor.waiting()).isEqualTo(2);
    }

    @Test
    void runsAtOneTimeFitTheMemoryTogether() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.runs = 2;
        limits.runBytes = 1500;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, alice);
        session.segment(Rig.ct("a"));
        session.segment(Rig.ct("b"));
        assertThat(rig.executor.waiting()).isEqualTo(1);
        rig.executor.runAll();
        assertThat(ended(alice)).containsExactly("a", "b");
    }

    private static final SegmentOptions URGENT = SegmentOptions.DEFAULT.withPriority(Priority.URGENT);

    @Test
    void anUrgentJobStartsBesideANormalOneAndBeforeThoseThatWait() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, alice);
        Session other = rig.withScan(Rig.BOB, bob);
        session.segment(Rig.ct("a"));
        session.segment(Rig.ct("b"));
        assertThat(other.segment(Rig.ct("u", URGENT)).place()).isZero();
        assertThat(other.segment(Rig.ct("v", URGENT)).place()).isEqualTo(2);
        assertThat(other.segment(Rig.ct("w")).place()).isEqualTo(4);
        assertThat(rig.executor.waiting()).isEqualTo(2);
        assertThat(session.jobs()).extracting(JobSummary::state).containsExactly(JobState.RUNNING, JobState.QUEUED);
        assertThat(session.jobs()).extracting(JobSummary::place).containsExactly(0, 3);
        List<String> order = new ArrayList<>();
        rig.segmenter.script = (request, listener, cancel) -> {
            order.add(request.options().priority().wire());
            return FakeSegmenter.result(request);
        };
        rig.executor.runAll();
        assertThat(order).containsExactly("normal", "urgent", "urgent", "normal", "normal");
        assertThat(ended(alice)).containsExactly("a", "b");
        assertThat(ended(bob)).containsExactly("u", "v", "w");
    }

    @Test
    void anUrgentJobThatDoesNotFitBesideTheOneThatRunsWaitsForItAndNothingIsStartedBeforeIt() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.runs = 2;
        limits.runBytes = 1500;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, alice);
        session.segment(Rig.ct("a"));
        session.segment(Rig.ct("u", URGENT));
        rig.segmenter.bytes = 400;
        session.segment(Rig.ct("small"));
        assertThat(rig.executor.waiting()).isEqualTo(1);
        assertThat(session.jobs()).extracting(JobSummary::place).containsExactly(0, 1, 2);
        rig.executor.runAll();
        assertThat(ended(alice)).containsExactly("a", "u", "small");
    }

    @Test
    void urgentJobsOfSessionsTakeTurnsToo() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, alice);
        Session other = rig.withScan(Rig.BOB, bob);
        for (String id : List.of("a", "b", "c")) {
            session.segment(Rig.ct(id, URGENT));
        }
        other.segment(Rig.ct("d", URGENT));
        assertThat(rig.executor.waiting()).isEqualTo(1);
        assertThat(session.jobs()).extracting(JobSummary::place).containsExactly(0, 1, 3);
        assertThat(other.jobs()).extracting(JobSummary::place).containsExactly(2);
    }

    @Test
    void whereRunsOverlapInTheEngineOneMoreIsStarted() throws Exception {
        Rig rig = Rig.overlapping();
        Session session = rig.withScan(Rig.ALICE, alice);
        for (String id : List.of("a", "b", "c")) {
            session.segment(Rig.ct(id));
        }
        assertThat(rig.executor.waiting()).isEqualTo(2);
    }

    @Test
    void finishedJobsAreKeptUpToALimit() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.queuedPerSession = 2;
        limits.jobsPerSession = 3;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, alice);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            session.segment(new SegmentRequest(id, "abdomen", Map.of("CT", "scan"), SegmentOptions.DEFAULT));
            rig.executor.runAll();
        }
        assertThat(session.jobs()).extracting(JobSummary::job).containsExactly("c", "d", "e");
    }
}
