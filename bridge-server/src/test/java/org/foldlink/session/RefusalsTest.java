package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Finding;
import org.junit.jupiter.api.Test;

/** Every refusal, word for word. */
class RefusalsTest {

    private final Rig rig = new Rig();
    private final RecordingOutbox outbox = new RecordingOutbox();

    private static void refused(ThrowingCallable call, ErrorCode code, String field, String message) {
        RequestException refused = catchThrowableOfType(RequestException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).isEqualTo(message);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    private void refusedOptions(SegmentOptions options, ErrorCode code, String field, String message)
            throws RequestException {
        Session session = rig.withScan(Rig.ALICE, outbox);
        refused(() -> session.segment(Rig.ct("j", options)), code, field, message);
        assertThat(session.jobs()).isEmpty();
        assertThat(outbox.events()).isEmpty();
    }

    @Test
    void jobIds() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        for (String id : List.of("", "AB", "toolong", "a.b", "~abc", "é")) {
            refused(
                    () -> session.segment(Rig.ct(id)),
                    ErrorCode.BAD_JOB,
                    "job",
                    "job = " + id + " (expected 1 to 6 characters of a-z0-9)");
        }
        refused(
                () -> session.segment(Rig.ct("x".repeat(99) + "\n")),
                ErrorCode.BAD_JOB,
                "job",
                "job = " + "x".repeat(40) + "… (expected 1 to 6 characters of a-z0-9)");
    }

    @Test
    void aJobThatRuns() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        session.segment(Rig.ct("k"));
        refused(
                () -> session.segment(Rig.ct("j")),
                ErrorCode.JOB_RUNNING,
                "job",
                "job j is running (expected an id that is free): cancel it or choose another id");
        refused(
                () -> session.segment(Rig.ct("k")),
                ErrorCode.JOB_RUNNING,
                "job",
                "job k is queued (expected an id that is free): cancel it or choose another id");
        refused(
                () -> session.releaseJob("k"),
                ErrorCode.JOB_RUNNING,
                "job",
                "job k is queued (expected a job that is over): cancel it first");
    }

    @Test
    void unknownThings() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        refused(
                () -> session.segment(new SegmentRequest("j", "liver", Map.of(), SegmentOptions.DEFAULT)),
                ErrorCode.UNKNOWN_MODEL,
                "model",
                "model = liver (expected one of abdomen, glioma)");
        refused(
                () -> session.segment(
                        new SegmentRequest("j", "abdomen", Map.of("CT", "scan", "PET", "p"), SegmentOptions.DEFAULT)),
                ErrorCode.UNKNOWN_CHANNEL,
                "inputs.PET",
                "channel PET is not one of model abdomen (expected CT)");
        refused(
                () -> session.segment(new SegmentRequest("j", "glioma", Map.of("t1", "scan"), SegmentOptions.DEFAULT)),
                ErrorCode.MISSING_CHANNEL,
                "inputs.t2",
                "channel t2 of model glioma has no input (expected a device for each of t1, t2)");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> session.cancel("zz"), () -> session.resend("zz"), () -> session.releaseJob("zz"))) {
            refused(
                    call,
                    ErrorCode.UNKNOWN_JOB,
                    "job",
                    "job zz is unknown (expected one of this session's jobs): run it again");
        }
        refused(
                () -> session.releaseImage("zz"),
                ErrorCode.UNKNOWN_DEVICE,
                "device",
                "no image zz is held (expected one that this session sent)");
        refused(
                () -> {
                    throw RequestException.unknownOption("fold", SegmentOptions.NAMES);
                },
                ErrorCode.UNKNOWN_OPTION,
                "options.fold",
                "option fold is unknown (expected one of folds, mirroring, mode, region, results, doubt, surfaces, priority, post, after)");
        refused(
                () -> ResultKind.parse("masks"),
                ErrorCode.BAD_OPTION,
                "options.results",
                "result masks is unknown (expected progress, labels, doubt, probabilities, boxes, box,"
                        + " centres, surfaces, result, status)");
        refused(
                () -> SessionKey.Hello.parse("abc"),
                ErrorCode.BAD_SESSION,
                "session",
                "session has 3 characters (expected 32 hex digits: 128 random bits)");
    }

    @Test
    void folds() throws Exception {
        refusedOptions(
                SegmentOptions.DEFAULT.withFolds(4),
                ErrorCode.BAD_OPTION,
                "options.folds",
                "folds = 4 (expected 1..3, or 0 for all of model abdomen)");
    }

    @Test
    void mode() throws Exception {
        refused(
                () -> SegmentOptions.mode("turbo"),
                ErrorCode.BAD_OPTION,
                "options.mode",
                "mode = turbo (expected exact or adaptive)");
    }

    @Test
    void theKindOfDoubtAndThePriority() throws Exception {
        refused(
                () -> SegmentOptions.doubt("none"),
                ErrorCode.BAD_OPTION,
                "options.doubt",
                "doubt = none (expected votes or entropy)");
        refused(
                () -> SegmentOptions.priority("now"),
                ErrorCode.BAD_OPTION,
                "options.priority",
                "priority = now (expected normal or urgent)");
    }

    @Test
    void aRegionOutsideOfTheImage() throws Exception {
        refusedOptions(
                SegmentOptions.DEFAULT.withRegion(new Box(new Vec3(100, 0, 0), new Vec3(110, 5, 5))),
                ErrorCode.BAD_REGION,
                "options.region",
                "region x 100.0..110.0, y 0.0..5.0, z 0.0..5.0 lies outside of the image, which is x -0.5..7.5, y -0.5..7.5,"
                        + " z -0.5..7.5 (expected a box in RAS mm that meets it)");
    }

    @Test
    void aRegionWithoutVolume() throws Exception {
        refusedOptions(
                SegmentOptions.DEFAULT.withRegion(new Box(Vec3.ZERO, new Vec3(5, 0, 5))),
                ErrorCode.BAD_REGION,
                "options.region",
                "region x 0.0..5.0, y 0.0..0.0, z 0.0..5.0 has no volume (expected min < max on every axis, in RAS mm)");
    }

    @Test
    void memoryWithItsNumber() throws Exception {
        rig.segmenter.bytes = (12L << 30) + (1L << 29);
        refusedOptions(
                SegmentOptions.DEFAULT,
                ErrorCode.MEMORY,
                "memory",
                "the run needs 12.5 GiB of memory (expected at most 8.00 GiB): choose a smaller region, or raise the server's"
                        + " limit");
        assertThat(rig.executor.waiting()).isZero();
    }

    @Test
    void theFirstErrorOfTheCheck() throws Exception {
        rig.segmenter.findings = List.of(
                new Finding(Finding.Level.WARNING, "spacing_range", "inputs.CT", "a warning"),
                new Finding(Finding.Level.ERROR, "sheared", "inputs.CT", "the first error"),
                new Finding(Finding.Level.ERROR, "novel", "inputs.CT", "the second"));
        refusedOptions(SegmentOptions.DEFAULT, ErrorCode.SHEARED, "inputs.CT", "the first error");
        assertThat(ErrorCode.ofFinding("novel")).isEqualTo(ErrorCode.BAD_INPUT);
    }

    @Test
    void tooManyJobs() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.queuedPerSession = 2;
        limits.queued = 3;
        Rig small = new Rig(limits.build());
        Session alice = small.withScan(Rig.ALICE, outbox);
        for (String id : List.of("a", "b", "c")) {
            alice.segment(Rig.ct(id));
        }
        refused(
                () -> alice.segment(Rig.ct("d")),
                ErrorCode.OVERFLOW,
                "job",
                "this session has 2 jobs waiting (expected fewer than 2): wait for one or cancel one");
        Session bob = small.withScan(Rig.BOB, outbox);
        bob.segment(Rig.ct("a"));
        refused(
                () -> bob.segment(Rig.ct("b")),
                ErrorCode.OVERFLOW,
                "job",
                "the server has 3 jobs waiting (expected fewer than 3): run again later");
    }

    @Test
    void namesThatWouldOverwriteAnInput() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.put("j.labels", Rig.volume(), 1);
        refused(
                () -> session.segment(Rig.ct("j")),
                ErrorCode.BAD_JOB,
                "job",
                "job = j: the image j.labels has a name that its results would take (expected another id)");
        session.segment(Rig.ct("k"));
        refused(
                () -> session.put("k.labels", Rig.volume(), 1),
                ErrorCode.BAD_DEVICE,
                "image",
                "the image k.labels has the name of a result of job k (expected another name): rename it or release the job");
    }

    @Test
    void aSessionThatIsOver() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.detach(outbox);
        rig.pass(java.time.Duration.ofMinutes(10));
        String over =
                "the session is over: its hold time has passed or it was given up (expected a held session): say Hello again";
        refused(() -> session.segment(Rig.ct("j")), ErrorCode.BAD_SESSION, "session", over);
        refused(() -> session.put("scan", Rig.volume(), 1), ErrorCode.BAD_SESSION, "session", over);
        refused(() -> session.cancel("j"), ErrorCode.BAD_SESSION, "session", over);
    }

    @Test
    void statusIsAlwaysAmongTheResults() {
        assertThat(SegmentOptions.DEFAULT.withResults(Set.of()).results()).containsExactly(ResultKind.STATUS);
    }
}
