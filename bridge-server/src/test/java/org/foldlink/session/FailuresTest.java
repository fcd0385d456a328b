package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.junit.jupiter.api.Test;

/** A run that goes wrong fails its own job; the next one runs. */
class FailuresTest {

    private final Rig rig = new Rig();
    private final RecordingOutbox outbox = new RecordingOutbox();

    private void failsWith(FakeSegmenter.Script script, JobEvent.Failure failure) throws RequestException {
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = script;
        session.segment(Rig.ct("j"));
        session.segment(Rig.ct("k"));
        rig.executor.runNext();
        rig.segmenter.script = rig.segmenter::usual;
        rig.executor.runAll();
        assertThat(outbox.status("j")).contains(failure);
        assertThat(outbox.status("k")).isEmpty();
        assertThat(session.jobs().get(0).state()).isEqualTo(JobState.FAILED);
        assertThat(session.jobs().get(0).error()).contains(failure.code());
        assertThat(session.labelmaps()).extracting(LabelmapInfo::job).containsExactly("k");
    }

    @Test
    void aCrash() throws Exception {
        failsWith(
                (request, listener, cancel) -> {
                    listener.preview(new Preview(FakeSegmenter.labels(request, 1), 1, 3));
                    throw new IllegalStateException("index 5 out of bounds");
                },
                new JobEvent.Failure(
                        ErrorCode.RUNTIME,
                        "job",
                        "the run of job j failed in the engine (IllegalStateException): the server goes on and its log says"
                                + " more; run again or choose another model"));
    }

    @Test
    void memoryThatRunsOut() throws Exception {
        failsWith(
                (request, listener, cancel) -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                new JobEvent.Failure(
                        ErrorCode.OUT_OF_MEMORY,
                        "memory",
                        "the run used up the server's memory (1000 bytes were expected): choose a smaller region, or give the"
                                + " server more memory"));
    }

    @Test
    void aNativeLibraryThatIsMissing() throws Exception {
        failsWith(
                (request, listener, cancel) -> {
                    throw new UnsatisfiedLinkError("libcudart");
                },
                new JobEvent.Failure(
                        ErrorCode.RUNTIME,
                        "job",
                        "the run of job j failed in the engine (UnsatisfiedLinkError): the server goes on and its log says"
                                + " more; run again or choose another model"));
    }

    @Test
    void whatTheEngineSays() throws Exception {
        failsWith(
                (request, listener, cancel) -> {
                    throw new SegmentationException(
                            SegmentationException.Code.BAD_MODEL, "fold_0", "fold_0/model.onnx has 3 outputs");
                },
                new JobEvent.Failure(ErrorCode.BAD_MODEL, "fold_0", "fold_0/model.onnx has 3 outputs"));
    }

    @Test
    void aMeasurementThatThrows() throws Exception {
        BridgeSetup setup = new BridgeSetup(
                () -> List.of(Rig.CT),
                rig.segmenter,
                (labels, model, inputs, agreement) -> {
                    throw new IllegalArgumentException("bad");
                },
                BridgeLimits.DEFAULT,
                List.of(),
                "0.1.0");
        Bridge bridge = new Bridge(setup, rig.time, rig.executor);
        Session session = bridge.open(Rig.ALICE, outbox);
        session.put("scan", Rig.volume(), 1);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(outbox.status("j")).get().extracting(JobEvent.Failure::code).isEqualTo(ErrorCode.RUNTIME);
    }

    @Test
    void aCheckThatCrashesRefusesTheJob() throws Exception {
        Segmenter broken = new Segmenter() {
            @Override
            public List<Finding> check(SegmentationRequest request) {
                throw new IllegalStateException("no plans");
            }

            @Override
            public long estimateBytes(SegmentationRequest request) {
                return 0;
            }

            @Override
            public org.foldlink.inference.Segmentation segment(
                    SegmentationRequest request,
                    org.foldlink.inference.SegmentationListener listener,
                    org.foldlink.inference.CancelToken cancel) {
                throw new AssertionError("must not run");
            }

            @Override
            public String device() {
                return "CPU";
            }

            @Override
            public void close() {}
        };
        Bridge bridge = new Bridge(
                new BridgeSetup(() -> List.of(Rig.CT), broken, Rig::measure, BridgeLimits.DEFAULT, List.of(), "0.1.0"),
                rig.time,
                rig.executor);
        Session session = bridge.open(Rig.ALICE, outbox);
        session.put("scan", Rig.volume(), 1);
        assertThatThrownBy(() -> session.segment(Rig.ct("j")))
                .hasMessage(
                        "the check of the inputs failed in the engine (IllegalStateException): the server's log says more;"
                                + " choose another model");
        assertThat(session.jobs()).isEmpty();
        assertThat(session.images()).hasSize(1);
    }
}
