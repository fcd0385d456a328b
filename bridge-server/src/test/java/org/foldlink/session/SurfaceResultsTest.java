package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.foldlink.inference.Preview;
import org.junit.jupiter.api.Test;

/** Surfaces and single boxes as results of a job. */
class SurfaceResultsTest {

    private final RecordingOutbox outbox = new RecordingOutbox();

    private static final SegmentOptions ALL = SegmentOptions.DEFAULT.withSurfaces(Set.of());

    @Test
    void eachStructureFoundHasItsFinalSurface() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("ab12", ALL));
        rig.executor.runAll();
        assertThat(outbox.of(JobEvent.Surface.class)).singleElement().satisfies(surface -> {
            assertThat(surface.device()).isEqualTo("ab12.surf.1");
            assertThat(surface.label()).isEqualTo(Rig.LIVER);
            assertThat(surface.stamp().isFinal()).isTrue();
            assertThat(surface.mesh().volume()).isCloseTo(3, within(0.03));
        });
        assertThat(outbox.of(JobEvent.Result.class).get(0).document().devices())
                .extracting(ResultDocument.DeviceRevision::device)
                .containsExactly("ab12.labels", "ab12.boxes", "ab12.centres", "ab12.surf.1");
        assertThat(session.result("ab12.surf.1")).containsInstanceOf(JobEvent.Surface.class);
    }

    @Test
    void noneOfAPreviewAndNoneUnasked() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = (request, listener, cancel) -> {
            listener.preview(new Preview(FakeSegmenter.labels(request, 1), 1, 3));
            assertThat(outbox.of(JobEvent.Surface.class)).isEmpty();
            return FakeSegmenter.result(request);
        };
        session.segment(Rig.ct("a", ALL.withSurfaces(Set.of(2))));
        session.segment(Rig.ct("b", SegmentOptions.DEFAULT));
        rig.executor.runAll();
        assertThat(outbox.of(JobEvent.Surface.class)).isEmpty();
        assertThat(outbox.status("a")).isEmpty();
        assertThat(outbox.status("b")).isEmpty();
    }

    @Test
    void allAreHeldForTheSession() throws Exception {
        Rig rig = new Rig();
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = (request, listener, cancel) -> {
            var result = FakeSegmenter.result(request);
            result.labels().voxels().set(100, 2);
            return result;
        };
        Set<ResultKind> kinds = Set.of(ResultKind.BOX, ResultKind.SURFACES);
        session.segment(Rig.ct("j", SegmentOptions.DEFAULT.withResults(kinds)));
        rig.executor.runAll();
        List<String> sent = outbox.devices();
        assertThat(sent).containsExactly("j.box.1", "j.box.2", "j.surf.1", "j.surf.2", "j.status");

        RecordingOutbox again = new RecordingOutbox();
        session.detach(outbox);
        rig.bridge.open(Rig.ALICE, again);
        assertThat(again.devices()).containsExactlyElementsOf(sent);
        assertThat(again.events()).isEqualTo(outbox.events());
    }

    @Test
    void theirMemoryIsReservedBeforeTheJobIsAccepted() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.resultBytesPerSession = 512 + 100_000;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        // 512 voxels, twelve triangles each, 24 bytes each, and the labelmap.
        assertThatThrownBy(() -> session.segment(Rig.ct("j", ALL)))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERFLOW))
                .hasMessage(
                        "the results of job j need 145 KiB and this session holds 0 bytes of 98.2 KiB: release a job");
        session.segment(Rig.ct("j", SegmentOptions.DEFAULT));
        rig.executor.runAll();
        assertThat(outbox.status("j")).isEmpty();
    }

    @Test
    void whatIsReservedIsGivenBackOnceTheMeshesAreMade() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.resultBytesPerSession = 200_000;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        for (String job : List.of("a", "b", "c")) {
            session.segment(Rig.ct(job, ALL));
            rig.executor.runAll();
        }
        assertThat(outbox.of(JobEvent.Surface.class)).hasSize(3);
        assertThat(session.jobs()).extracting(JobSummary::job).containsExactly("a", "b", "c");
    }

    @Test
    void aLabelThatTheModelDoesNotHaveIsRefused() throws Exception {
        Session session = new Rig().withScan(Rig.ALICE, outbox);
        assertThatThrownBy(() -> session.segment(Rig.ct("j", SegmentOptions.DEFAULT.withSurfaces(Set.of(1, 9)))))
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_OPTION);
                    assertThat(e.field()).isEqualTo("options.surfaces");
                })
                .hasMessage("surfaces has label 9, which model abdomen does not have (expected of 1, 2)");
    }
}
