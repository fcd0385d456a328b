package org.foldlink.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.Channel;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** A bridge whose clock, runs and engine a test holds in its hands. */
final class Rig {

    static final SessionKey.Hello ALICE = new SessionKey.Hello("0123456789abcdef0123456789abcdef");
    static final SessionKey.Hello BOB = new SessionKey.Hello("ffffffffffffffffffffffffffffffff");
    static final Label LIVER = new Label(1, "liver", 200, 100, 50, Optional.of("10200004"));
    static final Label SPLEEN = new Label(2, "spleen", 100, 100, 200, Optional.empty());
    static final ModelDescriptor CT = model("abdomen", 3, "CT");
    static final ModelDescriptor MR = model("glioma", 2, "t1", "t2");

    final ManualTime time = new ManualTime();
    final ManualExecutor executor = new ManualExecutor();
    final FakeSegmenter segmenter;
    final Bridge bridge;

    Rig() {
        this(BridgeLimits.DEFAULT);
    }

    Rig(BridgeLimits limits, PlainRule... rules) {
        this(new FakeSegmenter(), limits, rules);
    }

    /** On an engine that prepares one volume while another is in the network. */
    static Rig overlapping() {
        return new Rig(
                new FakeSegmenter() {
                    @Override
                    public boolean overlaps() {
                        return true;
                    }
                },
                BridgeLimits.DEFAULT);
    }

    private Rig(FakeSegmenter segmenter, BridgeLimits limits, PlainRule... rules) {
        this.segmenter = segmenter;
        bridge = new Bridge(setup(segmenter, limits, rules), time, executor);
    }

    static BridgeSetup setup(FakeSegmenter segmenter, BridgeLimits limits, PlainRule... rules) {
        return new BridgeSetup(() -> List.of(CT, MR), segmenter, Rig::measure, limits, List.of(rules), "0.1.0");
    }

    static ModelDescriptor model(String id, int folds, String... channels) {
        return model(Task.SEGMENTATION, id, folds, channels);
    }

    static ModelDescriptor model(Task task, String id, int folds, String... channels) {
        List<Channel> inputs = new ArrayList<>();
        for (String channel : channels) {
            inputs.add(new Channel(channel, "CT"));
        }
        List<FoldFile> files = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            files.add(new FoldFile(fold, Path.of("fold_" + fold, "model.onnx"), Optional.empty()));
        }
        return new ModelDescriptor(
                id,
                Path.of(id),
                id,
                "1",
                task,
                inputs,
                List.of(LIVER, SPLEEN),
                files,
                List.of(1.0, 1.0, 1.0),
                List.of(4, 4, 4),
                "",
                "",
                "",
                Map.of(),
                "hash");
    }

    /** One structure for each label with a voxel, on a grid of 1 mm. */
    static Findings measure(
            Volume labels, ModelDescriptor model, List<Volume> inputs, Map<Integer, Double> foldAgreement) {
        List<Structure> found = new ArrayList<>();
        for (Label label : model.labels()) {
            long voxels = 0;
            for (long i = 0; i < labels.voxels().count(); i++) {
                if (labels.voxels().get(i) == label.value()) {
                    voxels++;
                }
            }
            if (voxels > 0) {
                found.add(new Structure(
                        label,
                        voxels,
                        voxels / 1000.0,
                        new Box(Vec3.ZERO, new Vec3(voxels, 1, 1)),
                        Optional.empty(),
                        new Vec3(voxels / 2.0, 0.5, 0.5),
                        List.of((double) voxels),
                        OptionalDouble.of(foldAgreement.getOrDefault(label.value(), 1.0))));
            }
        }
        return Findings.of(found);
    }

    /** 8 × 8 × 8 int16, 1024 bytes, 1 mm from the origin. */
    static Volume volume() {
        return volume(8);
    }

    static Volume volume(int size) {
        return Volume.allocate(new Grid(size, size, size, Affine.IDENTITY), VoxelType.INT16);
    }

    static SegmentRequest ct(String job) {
        return ct(job, SegmentOptions.DEFAULT);
    }

    static SegmentRequest ct(String job, SegmentOptions options) {
        return new SegmentRequest(job, "abdomen", Map.of("CT", "scan"), options);
    }

    static SegmentRequest mr(String job) {
        return new SegmentRequest(job, "glioma", Map.of("t1", "a", "t2", "b"), SegmentOptions.DEFAULT);
    }

    /** A session of {@code key} that holds an image {@code scan}. */
    Session withScan(SessionKey.Hello key, Outbox outbox) throws RequestException {
        Session session = bridge.open(key, outbox);
        session.put("scan", volume(), 77);
        return session;
    }

    void pass(Duration by) {
        time.advance(by);
        bridge.tick();
    }

    static Limits limits() {
        return new Limits();
    }

    /** Limits that differ from the defaults in one thing or two. */
    static final class Limits {
        int sessions = 256;
        long imageBytesPerSession = 1L << 30;
        long imageBytes = 1L << 32;
        long resultBytesPerSession = 1L << 30;
        long resultBytes = 1L << 32;
        long runBytes = 1L << 33;
        int runs = 1;
        int queuedPerSession = 16;
        int queued = 128;
        int jobsPerSession = 64;

        BridgeLimits build() {
            return new BridgeLimits(
                    sessions,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    imageBytesPerSession,
                    imageBytes,
                    resultBytesPerSession,
                    resultBytes,
                    runBytes,
                    runs,
                    queuedPerSession,
                    queued,
                    jobsPerSession,
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100));
        }
    }
}
