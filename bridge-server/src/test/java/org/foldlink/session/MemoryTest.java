package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

/** Images and results under their limits; an image here has 1024 bytes, a labelmap 512. */
class MemoryTest {

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final Rig.Limits limits = Rig.limits();

    private static List<String> names(Session session) {
        return session.images().stream().map(ImageInfo::device).toList();
    }

    @Test
    void theLongestUnusedImageGoesFirst() throws Exception {
        limits.imageBytesPerSession = 3 * 1024;
        Rig rig = new Rig(limits.build());
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        for (String name : List.of("a", "b", "c")) {
            session.put(name, Rig.volume(), 1);
        }
        assertThat(session.image("a")).isPresent();
        session.put("d", Rig.volume(), 1);
        assertThat(names(session)).containsExactly("c", "a", "d");
    }

    @Test
    void aNewImageReplacesTheOldOfItsNameFirst() throws Exception {
        limits.imageBytesPerSession = 2 * 1024;
        Rig rig = new Rig(limits.build());
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.put("old", Rig.volume(), 1);
        session.put("a", Rig.volume(), 1);
        session.put("a", Rig.volume(), 2);
        assertThat(names(session)).containsExactly("old", "a");
        assertThat(session.image("a").orElseThrow().info().timestamp()).isEqualTo(2);
    }

    @Test
    void whereThereIsRoomTheOldImageStaysUntilTheNewOneIsWhole() throws Exception {
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        try (ImageIntake broken = session.arriving("scan")) {
            broken.take(1000);
        }
        assertThat(session.image("scan").orElseThrow().info().timestamp()).isEqualTo(77);
    }

    @Test
    void whatAJobNeedsNeverGoes() throws Exception {
        limits.imageBytesPerSession = 2 * 1024;
        Rig rig = new Rig(limits.build());
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.put("scan", Rig.volume(), 1);
        session.segment(Rig.ct("j"));
        session.put("other", Rig.volume(), 1);
        session.put("third", Rig.volume(), 1);
        assertThat(names(session)).containsExactly("scan", "third");
        session.put("scan", Rig.volume(), 2); // the first one's memory stays with the job
        assertThat(names(session)).containsExactly("scan");
        session.segment(Rig.ct("k"));
        assertThatThrownBy(() -> session.put("fourth", Rig.volume(), 1))
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OVERFLOW);
                    assertThat(e.getMessage())
                            .isEqualTo(
                                    "the image does not fit: this session holds 2.00 KiB of 2.00 KiB and no other image can"
                                            + " go: release one, or wait for the jobs that use them");
                });
        rig.executor.runAll();
        session.put("fourth", Rig.volume(), 1);
        session.put("fifth", Rig.volume(), 1);
        assertThat(names(session)).containsExactly("fourth", "fifth");
        assertThat(rig.segmenter.runs).hasSize(2);
    }

    @Test
    void memoryIsTakenAsBytesArriveAndGivenBackWhenTheyStop() throws Exception {
        limits.imageBytesPerSession = 1500;
        Rig rig = new Rig(limits.build());
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        ImageIntake first = session.arriving("a");
        first.take(1000);
        ImageIntake second = session.arriving("b");
        second.take(500);
        assertThatThrownBy(() -> second.take(1)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> second.take(1)).hasMessage("the rest of an image that was refused is discarded");
        second.close();
        first.take(500);
        first.close();
        first.close();
        try (ImageIntake third = session.arriving("c")) {
            third.take(1500);
            third.complete(Rig.volume(), 1);
        }
        session.put("small", Rig.volume(4), 1);
        assertThat(names(session)).containsExactly("c", "small");
    }

    @Test
    void releasedImagesGiveTheirMemoryBack() throws Exception {
        limits.imageBytesPerSession = 1024;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        session.releaseImage("scan");
        assertThat(names(session)).isEmpty();
        assertThatThrownBy(() -> session.put("other", Rig.volume(), 1)).isInstanceOf(RequestException.class);
        rig.executor.runAll();
        assertThat(outbox.status("j")).isEmpty();
        session.put("other", Rig.volume(), 1);
    }

    @Test
    void heldSessionsLoseImagesBeforeLiveOnesAreRefused() throws Exception {
        limits.imageBytes = 3 * 1024;
        Rig rig = new Rig(limits.build());
        Session alice = rig.bridge.open(Rig.ALICE, outbox);
        alice.put("a", Rig.volume(), 1);
        alice.put("b", Rig.volume(), 1);
        RecordingOutbox other = new RecordingOutbox();
        Session bob = rig.bridge.open(Rig.BOB, other);
        bob.put("scan", Rig.volume(), 1);
        bob.segment(Rig.ct("j"));
        assertThatThrownBy(() -> bob.put("more", Rig.volume(), 1)).isInstanceOf(RequestException.class);
        alice.detach(outbox);
        bob.put("more", Rig.volume(), 1);
        assertThat(names(alice)).containsExactly("b");
        assertThat(names(bob)).containsExactly("scan", "more");
    }

    @Test
    void resultsAreReservedBeforeAJobIsAccepted() throws Exception {
        limits.resultBytesPerSession = 1024;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("a"));
        session.segment(Rig.ct("b"));
        assertThatThrownBy(() -> session.segment(Rig.ct("c")))
                .hasMessage(
                        "the results of job c need 512 bytes and this session holds 1.00 KiB of 1.00 KiB: release a job");
        rig.executor.runAll();
        // The oldest delivered results make room; the newest stay.
        session.segment(Rig.ct("c"));
        rig.executor.runAll();
        assertThat(session.labelmaps()).extracting(LabelmapInfo::job).containsExactly("b", "c");
        session.releaseJob("b");
        session.segment(Rig.ct("d"));
        assertThat(session.jobs()).extracting(JobSummary::job).containsExactly("c", "d");
    }

    @Test
    void resultsThatNobodyHasHeardOfAreNeverDropped() throws Exception {
        limits.resultBytesPerSession = 512;
        Rig rig = new Rig(limits.build());
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("a"));
        session.detach(outbox);
        rig.executor.runAll();
        assertThatThrownBy(() -> session.segment(Rig.ct("b"))).hasMessageContaining("release a job");
        assertThat(session.result("a.labels")).isPresent();
    }

    /** Whatever comes in whatever order, all memory is free at the end. */
    @Test
    void nothingLeaks() throws Exception {
        limits.imageBytesPerSession = 5000;
        limits.imageBytes = 5000;
        limits.resultBytesPerSession = 1600;
        limits.resultBytes = 1600;
        limits.queuedPerSession = 4;
        limits.jobsPerSession = 6;
        Rig rig = new Rig(limits.build());
        Random random = new Random(11);
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        int refused = 0;
        for (int step = 0; step < 3000; step++) {
            try {
                String device = "d" + random.nextInt(4);
                String job = "j" + random.nextInt(6);
                switch (random.nextInt(7)) {
                    case 0, 1 -> session.put(device, Rig.volume(4 + 2 * random.nextInt(3)), step);
                    case 2 ->
                        session.segment(new SegmentRequest(
                                job, "abdomen", java.util.Map.of("CT", device), SegmentOptions.DEFAULT));
                    case 3 -> session.cancel(job);
                    case 4 -> session.releaseJob(job);
                    case 5 -> {
                        try (ImageIntake half = session.arriving(device)) {
                            half.take(random.nextInt(2000));
                        }
                    }
                    default -> {
                        if (rig.executor.waiting() > 0) {
                            rig.executor.runNext();
                        }
                        rig.pass(java.time.Duration.ofSeconds(random.nextInt(4)));
                    }
                }
            } catch (RequestException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 2500);
        rig.executor.runAll();
        rig.pass(java.time.Duration.ofSeconds(30));
        session.detach(outbox);
        rig.pass(java.time.Duration.ofMinutes(10));
        // Only with every byte given back do these fit.
        Session fresh = rig.bridge.open(Rig.BOB, outbox);
        try (ImageIntake all = fresh.arriving("all")) {
            all.take(5000);
            all.complete(Rig.volume(8), 1);
        }
        Volume last = Rig.volume(8);
        fresh.put("scan", last, 1);
        outbox.clear();
        for (String job : List.of("x", "y", "z")) {
            fresh.segment(Rig.ct(job));
        }
        rig.executor.runAll();
        assertThat(fresh.labelmaps()).hasSize(3);
    }
}
