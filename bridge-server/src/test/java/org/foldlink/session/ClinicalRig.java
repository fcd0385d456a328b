package org.foldlink.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.ExampleSites;
import org.foldlink.clinical.InMemoryStore;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.SmallKnowledge;
import org.foldlink.clinical.TroubledStore;
import org.foldlink.inference.Classifier;
import org.foldlink.models.Channel;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.foldlink.volume.Volume;

/** A bridge with the clinical side whose clock, runs, searches and database a test holds in its hands. */
final class ClinicalRig implements AutoCloseable {

    static final Actor ALICE = new Actor("127.0.0.1", "Alice");
    static final Duration SITE_TIME = Duration.ofMinutes(2);
    static final ModelDescriptor BRATS = model(
            "brats", List.of(label(1, "necrosis"), label(2, "edema"), label(3, "brain")), "FLAIR", "T1ce", "T1", "T2");
    static final ModelDescriptor ORGANS = model("organs", List.of(label(1, "liver"), label(2, "spleen")), "CT");

    /** What a search was asked. */
    record Asked(Volume image, Volume labels, SortedMap<Integer, String> parts) {}

    final ManualTime time = new ManualTime();
    final ManualExecutor executor = new ManualExecutor();
    final RecordingOutbox outbox = new RecordingOutbox();
    final InMemoryStore store = SmallKnowledge.store();
    final TroubledStore trouble = new TroubledStore(store);
    final List<Asked> asked = new ArrayList<>();
    volatile SiteSearch search = (image, labels, parts) -> ExampleSites.leftPrecentral(1);
    final Bridge bridge;

    ClinicalRig() {
        this(Duration.ofSeconds(20));
    }

    ClinicalRig(Duration answerTime) {
        bridge = new Bridge(setup(answerTime), time, executor);
    }

    BridgeSetup setup(Duration answerTime) {
        return new BridgeSetup(
                        () -> List.of(BRATS, ORGANS),
                        new FakeSegmenter(),
                        Classifier.NONE,
                        Rig::measure,
                        BridgeLimits.DEFAULT,
                        List.of(),
                        "0.1.0")
                .withClinical(new ClinicalSetup(trouble::open, this::find, answerTime, SITE_TIME));
    }

    private TumourSite find(Volume image, Volume labels, SortedMap<Integer, String> parts)
            throws org.foldlink.atlas.AtlasException, org.foldlink.atlas.SiteException {
        synchronized (asked) {
            asked.add(new Asked(image, labels, parts));
        }
        return search.find(image, labels, parts);
    }

    /** A session with a finished job {@code j} of four channels. */
    Session withJob() throws RequestException {
        Session session = bridge.open(Rig.ALICE, outbox);
        segment(session, "j");
        outbox.clear();
        return session;
    }

    void segment(Session session, String job) throws RequestException {
        for (String device : List.of("flair", "t1", "t1ce", "t2")) {
            session.put(device, Rig.volume(), 77);
        }
        session.segment(brats(job));
        executor.runAll();
    }

    static SegmentRequest brats(String job) {
        return new SegmentRequest(
                job, "brats", Map.of("FLAIR", "flair", "T1", "t1", "T1ce", "t1ce", "T2", "t2"), SegmentOptions.DEFAULT);
    }

    void pass(Duration by) {
        time.advance(by);
        bridge.tick();
    }

    Clinic clinic() {
        return bridge.clinic().orElseThrow();
    }

    static Patient patient(String id) {
        return new Patient(id, Optional.of("Case " + id), Optional.empty(), OptionalInt.of(54), Dominance.RIGHT);
    }

    static GivenSymptom symptom(String name, BodySide side) {
        return new GivenSymptom(name, side, Optional.empty(), Optional.empty());
    }

    static SiteRequest site(String job) {
        return new SiteRequest(
                job,
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ALICE);
    }

    static SiteRequest siteOf(String job, String patient) {
        return new SiteRequest(
                job,
                Optional.empty(),
                new TreeMap<>(),
                Optional.of(patient),
                List.of(),
                Optional.empty(),
                Optional.of("glioma"),
                Optional.empty(),
                ALICE);
    }

    static SiteRequest siteWith(String job, GivenSymptom... symptoms) {
        return new SiteRequest(
                job,
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                List.of(symptoms),
                Optional.of(Dominance.LEFT),
                Optional.empty(),
                Optional.empty(),
                ALICE);
    }

    List<SiteDocument> documents() {
        return outbox.of(JobEvent.Site.class).stream()
                .map(JobEvent.Site::document)
                .toList();
    }

    List<JobEvent.Failure> failures() {
        return outbox.of(JobEvent.SiteFailed.class).stream()
                .map(JobEvent.SiteFailed::failure)
                .toList();
    }

    private static Label label(int value, String name) {
        return new Label(value, name, 1, 2, 3, Optional.empty());
    }

    private static ModelDescriptor model(String id, List<Label> labels, String... channels) {
        List<Channel> inputs = new ArrayList<>();
        for (String channel : channels) {
            inputs.add(new Channel(channel, "MR"));
        }
        return new ModelDescriptor(
                id,
                Path.of(id),
                id,
                "1",
                Task.SEGMENTATION,
                inputs,
                labels,
                List.of(
                        new FoldFile(0, Path.of("fold_0", "model.onnx"), Optional.empty()),
                        new FoldFile(1, Path.of("fold_1", "model.onnx"), Optional.empty())),
                List.of(1.0, 1.0, 1.0),
                List.of(4, 4, 4),
                "",
                "",
                "",
                Map.of(),
                "hash");
    }

    @Override
    public void close() {
        bridge.close();
    }
}
