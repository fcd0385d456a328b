package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Progress;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

class SegmentTest {

    private final Rig rig = new Rig();
    private final RecordingOutbox outbox = new RecordingOutbox();

    @Test
    void aJobStreamsPreviewsAndThenItsResults() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);

        Accepted accepted = session.segment(Rig.ct("ab12"));

        assertThat(accepted.job()).isEqualTo("ab12");
        assertThat(accepted.place()).isZero();
        ImageInfo image = accepted.inputs().get(0).image().orElseThrow();
        assertThat(accepted.inputs().get(0).channel()).isEqualTo("CT");
        assertThat(image.device()).isEqualTo("scan");
        assertThat(image.grid().sizeI()).isEqualTo(8);
        assertThat(image.timestamp()).isEqualTo(77);
        assertThat(image.received()).isEqualTo(rig.time.wall());
        assertThat(outbox.events()).isEmpty();

        rig.executor.runAll();

        assertThat(outbox.devices())
                .containsExactly(
                        "ab12.progress",
                        "ab12.labels",
                        "ab12.labels",
                        "ab12.labels",
                        "ab12.boxes",
                        "ab12.centres",
                        "ab12.result",
                        "ab12.status");
        List<JobEvent.Labels> labels = outbox.of(JobEvent.Labels.class);
        assertThat(labels).extracting(e -> e.stamp().foldsDone()).containsExactly(1, 2, 3);
        assertThat(labels).extracting(e -> e.stamp().isFinal()).containsExactly(false, false, true);
        assertThat(labels).allSatisfy(e -> {
            assertThat(e.stamp().folds()).isEqualTo(3);
            assertThat(e.stamp().timestamp()).isEqualTo(77);
            assertThat(e.labels()).containsExactly(Rig.LIVER, Rig.SPLEEN);
        });
        assertThat(outbox.status("ab12")).isEmpty();
    }

    @Test
    void revisionsGrowAndTheDocumentListsThoseOfEveryDeviceSent() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("ab12", SegmentOptions.DEFAULT.withResults(Set.of(ResultKind.values()))));
        rig.executor.runAll();

        assertThat(outbox.events())
                .extracting(e -> e.stamp().revision())
                .isSorted()
                .doesNotHaveDuplicates();
        ResultDocument document = outbox.of(JobEvent.Result.class).get(0).document();
        assertThat(document.devices())
                .extracting(ResultDocument.DeviceRevision::device)
                .containsExactly(
                        "ab12.labels", "ab12.doubt", "ab12.boxes", "ab12.box.1", "ab12.centres", "ab12.surf.1");
        assertThat(document.devices())
                .allSatisfy(device -> assertThat(outbox.events())
                        .filteredOn(e -> e.device().equals(device.device()))
                        .last()
                        .satisfies(e -> assertThat(e.stamp().revision()).isEqualTo(device.revision())));
        assertThat(document.structures()).hasSize(1);
        Structure liver = document.structures().get(0);
        assertThat(liver.label()).isEqualTo(Rig.LIVER);
        assertThat(liver.voxels()).isEqualTo(3);
        assertThat(liver.foldAgreement()).hasValue(0.9);
        assertThat(document.absent()).containsExactly("spleen");
        assertThat(document.provenance().folds()).containsExactly(0, 1, 2);
        assertThat(document.softwareVersion()).isEqualTo("0.1.0");
        assertThat(document.notice()).isEqualTo("Not for clinical use.");
        assertThat(outbox.of(JobEvent.Boxes.class).get(0).boxes())
                .containsExactly(new JobEvent.LabelledBox(Rig.LIVER, liver.box()));
        assertThat(outbox.of(JobEvent.Centres.class).get(0).centres())
                .containsExactly(new JobEvent.LabelledCentre(Rig.LIVER, liver.centre()));
    }

    @Test
    void onlyTheResultsAskedForAreSentAndTheStatusAlways() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j", SegmentOptions.DEFAULT.withResults(Set.of(ResultKind.BOXES))));
        rig.executor.runAll();
        assertThat(outbox.devices()).containsExactly("j.boxes", "j.status");
        assertThat(rig.segmenter.runs.get(0).options().previews()).isFalse();
    }

    @Test
    void theInputIsTheLastCompleteImageBeforeTheCommand() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        Volume second = Rig.volume();
        Volume third = Rig.volume();
        session.put("scan", second, 78);
        try (ImageIntake half = session.arriving("scan")) {
            half.take(10);
            Accepted accepted = session.segment(Rig.ct("j"));
            assertThat(accepted.inputs().get(0).image().orElseThrow().timestamp())
                    .isEqualTo(78);
            half.complete(third, 79);
        }
        rig.executor.runAll();
        assertThat(rig.segmenter.runs.get(0).channels()).containsExactly(second);
    }

    @Test
    void channelsGoToTheEngineInTheModelsOrder() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        Volume a = Rig.volume();
        Volume b = Rig.volume();
        session.put("b", b, 2);
        session.put("a", a, 1);
        Accepted accepted = session.segment(Rig.mr("j"));
        rig.executor.runAll();
        assertThat(accepted.inputs()).extracting(Accepted.Input::channel).containsExactly("t1", "t2");
        assertThat(rig.segmenter.runs.get(0).channels()).containsExactly(a, b);
        assertThat(outbox.events())
                .allSatisfy(e -> assertThat(e.stamp().timestamp()).isEqualTo(1));
    }

    @Test
    void waitsForAnInputThatHasNotCome() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        Accepted accepted = session.segment(Rig.ct("j"));
        assertThat(accepted.inputs()).containsExactly(new Accepted.Input("CT", "scan", Optional.empty()));
        assertThat(session.jobs()).extracting(JobSummary::state).containsExactly(JobState.WAITING);
        rig.pass(Duration.ofSeconds(9));
        session.put("scan", Rig.volume(), 5);
        rig.executor.runAll();
        assertThat(outbox.status("j")).isEmpty();
    }

    @Test
    void anInputThatDoesNotComeInTimeFailsTheJob() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.pass(Duration.ofSeconds(10));
        assertThat(outbox.events()).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(outbox.status("j"))
                .contains(new JobEvent.Failure(
                        ErrorCode.MISSING_CHANNEL,
                        "inputs.CT",
                        "no image came for CT of model abdomen within 10 s (expected an IMAGE named scan): send it and run"
                                + " again"));
        assertThat(rig.executor.waiting()).isZero();
    }

    @Test
    void waitsAsLongAsBytesOfTheInputArrive() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        try (ImageIntake intake = session.arriving("scan")) {
            for (int second = 0; second < 40; second += 8) {
                intake.take(1);
                rig.pass(Duration.ofSeconds(8));
            }
            assertThat(outbox.events()).isEmpty();
            intake.complete(Rig.volume(), 5);
        }
        rig.executor.runAll();
        assertThat(outbox.status("j")).isEmpty();
    }

    @Test
    void bytesOfAnotherImageDoNotHoldTheWait() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        try (ImageIntake intake = session.arriving("live")) {
            intake.take(1);
            rig.pass(Duration.ofSeconds(11));
            assertThat(outbox.status("j")).isPresent();
        }
    }

    @Test
    void eachChannelThatComesGivesTheNextOneItsTime() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.mr("j"));
        rig.pass(Duration.ofSeconds(9));
        session.put("a", Rig.volume(), 1);
        rig.pass(Duration.ofSeconds(9));
        session.put("b", Rig.volume(), 1);
        rig.executor.runAll();
        assertThat(outbox.status("j")).isEmpty();
    }

    @Test
    void afterWaitsForAnImageNewerThanTheCommand() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        Accepted accepted = session.segment(Rig.ct("j", SegmentOptions.DEFAULT.withAfter(true)));
        assertThat(accepted.inputs().get(0).image()).isEmpty();
        Volume newer = Rig.volume();
        session.put("scan", newer, 78);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs.get(0).channels()).containsExactly(newer);
    }

    @Test
    void aJobThatWaitedAndFailsItsCheckSaysSoByStatus() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.segmenter.findings = List.of(new Finding(Finding.Level.ERROR, "single_slice", "inputs.CT", "one slice"));
        session.put("scan", Rig.volume(), 5);
        assertThat(outbox.status("j")).contains(new JobEvent.Failure(ErrorCode.SINGLE_SLICE, "inputs.CT", "one slice"));
    }

    @Test
    void warningsOfTheCheckComeWithTheAcceptance() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        Finding warning = new Finding(Finding.Level.WARNING, "spacing_range", "inputs.CT", "5 mm");
        rig.segmenter.findings = List.of(warning);
        assertThat(session.segment(Rig.ct("j")).warnings()).containsExactly(warning);
    }

    @Test
    void progressComesAtMostTenTimesASecondAndTheLastIsNotLost() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = (request, listener, cancel) -> {
            for (int tile = 0; tile < 50; tile++) {
                listener.progress(new Progress(Progress.Phase.INFERENCE, 1, 1, tile, 50, 1));
                rig.time.advance(Duration.ofMillis(10));
            }
            int sent = outbox.of(JobEvent.ProgressEvent.class).size();
            assertThat(sent).isEqualTo(5);
            rig.pass(Duration.ofMillis(100));
            return FakeSegmenter.result(request);
        };
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(outbox.of(JobEvent.ProgressEvent.class))
                .last()
                .satisfies(e -> assertThat(e.progress().tile()).isEqualTo(49));
        assertThat(outbox.of(JobEvent.ProgressEvent.class)).hasSize(6);
        assertThat(outbox.status("j")).isEmpty();
    }

    @Test
    void aFinishedIdMayBeUsedAgainAndItsRevisionsGoOn() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        long last = session.result("j.labels").orElseThrow().stamp().revision();
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(session.result("j.labels").orElseThrow().stamp().revision()).isGreaterThan(last);
        assertThat(session.jobs()).hasSize(1);
        assertThat(outbox.statuses("j")).hasSize(2);
    }

    @Test
    void aRefusedSegmentLeavesTheFinishedJobOfItsId() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        rig.segmenter.findings = List.of(new Finding(Finding.Level.ERROR, "nan_voxels", "inputs.CT", "NaN"));
        assertThatThrownBy(() -> session.segment(Rig.ct("j"))).hasMessage("NaN");
        assertThat(session.jobs()).extracting(JobSummary::state).containsExactly(JobState.DONE);
        assertThat(session.result("j.labels")).isPresent();
    }

    @Test
    void queriesAnswerFromWhatIsHeld() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(session.images()).extracting(ImageInfo::device).containsExactly("scan");
        assertThat(session.image("scan").orElseThrow().info().timestamp()).isEqualTo(77);
        assertThat(session.image("other")).isEmpty();
        assertThat(session.labelmaps()).singleElement().satisfies(map -> {
            assertThat(map.device()).isEqualTo("j.labels");
            assertThat(map.isFinal()).isTrue();
            assertThat(map.labels()).containsExactly(Rig.LIVER, Rig.SPLEEN);
        });
        assertThat(session.result("j.boxes")).isPresent();
        assertThat(session.result("j.doubt")).isEmpty();
        Session other = rig.bridge.open(Rig.BOB, new RecordingOutbox());
        assertThat(other.images()).isEmpty();
        assertThat(other.labelmaps()).isEmpty();
        assertThat(other.result("j.boxes")).isEmpty();
        assertThat(other.jobs()).isEmpty();
    }

    @Test
    void checkSaysWhatASegmentWouldMeet() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        CheckReport fine = session.check("abdomen", Map.of("CT", "scan"), SegmentOptions.DEFAULT);
        assertThat(fine.hasErrors()).isFalse();
        assertThat(fine.bytesNeeded()).hasValue(1000);
        assertThat(fine.bytesAllowed()).isEqualTo(8L << 30);

        rig.segmenter.bytes = 16L << 30;
        CheckReport large = session.check("abdomen", Map.of("CT", "scan"), SegmentOptions.DEFAULT);
        assertThat(large.findings())
                .containsExactly(new Finding(
                        Finding.Level.ERROR,
                        "memory",
                        "memory",
                        "the run needs 16.0 GiB of memory (expected at most 8.00 GiB): choose a smaller region, or raise the"
                                + " server's limit"));

        CheckReport missing = session.check("glioma", Map.of("t1", "scan"), SegmentOptions.DEFAULT);
        assertThat(missing.bytesNeeded()).isEmpty();
        assertThat(missing.findings())
                .containsExactly(new Finding(
                        Finding.Level.ERROR,
                        "missing_channel",
                        "inputs.t2",
                        "channel t2 has no input (expected a device for each of t1, t2)"));

        CheckReport absent = session.check("abdomen", Map.of("CT", "nowhere"), SegmentOptions.DEFAULT);
        assertThat(absent.findings())
                .extracting(Finding::message)
                .containsExactly("no image nowhere is held for channel CT (expected an IMAGE of that name): send it");
    }
}
