package org.foldlink.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Classifier;
import org.foldlink.inference.Segmenter;
import org.foldlink.models.Channel;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.ClinicalSetup;
import org.foldlink.session.Findings;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.foldlink.session.Structure;
import org.foldlink.transport.dialogue.ServerInfo;
import org.foldlink.volume.Volume;

/** A real server on a free loopback port, over a real bridge and an engine that waits for the test. */
final class Rig implements AutoCloseable {

    static final Label LIVER = new Label(1, "liver", 200, 100, 50, Optional.of("10200004"));
    static final Label LESION = new Label(2, "lesion", 250, 0, 0, Optional.empty());
    static final ModelDescriptor CT = model("abdomen", 5, "CT");
    static final ModelDescriptor MR = model("glioma", 2, "t1", "t2");
    static final PlainRule RULE =
            new PlainRule("abdomen", "abdomen", Map.of("CT", "CT*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);

    static final TransportSettings SETTINGS = TransportSettings.DEFAULT.withListen(new HostPort("127.0.0.1", 0));

    /** The engine, where it is the fake one. */
    final GatedSegmenter segmenter;

    final Bridge bridge;
    final BridgeServer server;

    Rig(TransportSettings settings) throws ServerStartException {
        this(settings, BridgeLimits.DEFAULT);
    }

    Rig(TransportSettings settings, BridgeLimits limits) throws ServerStartException {
        this(settings, limits, new GatedSegmenter(), List.of(CT, MR), RULE);
    }

    Rig(TransportSettings settings, BridgeLimits limits, Segmenter engine, List<ModelDescriptor> models, PlainRule rule)
            throws ServerStartException {
        this(settings, limits, engine, models, rule, Optional.empty());
    }

    /** With the clinical side, on an engine that never waits. */
    Rig(ClinicalSetup clinical) throws ServerStartException {
        this(SETTINGS, BridgeLimits.DEFAULT, new GatedSegmenter().open(), List.of(CT, MR), RULE, Optional.of(clinical));
    }

    Rig(
            TransportSettings settings,
            BridgeLimits limits,
            Segmenter engine,
            List<ModelDescriptor> models,
            PlainRule rule,
            Optional<ClinicalSetup> clinical)
            throws ServerStartException {
        segmenter = engine instanceof GatedSegmenter gated ? gated : new GatedSegmenter();
        Classifier classifier = engine instanceof Classifier both ? both : Classifier.NONE;
        bridge = Bridge.start(new BridgeSetup(
                () -> models, engine, classifier, Rig::measure, limits, List.of(rule), "0.1.0-test", clinical));
        server = BridgeServer.start(settings, bridge, new ServerInfo("FoldLink", "0.1.0-test"));
    }

    TestClient client() throws Exception {
        return new TestClient(server.address().port());
    }

    @Override
    public void close() {
        server.stopListening();
        bridge.shutdown(Duration.ZERO);
        server.close();
    }

    private static ModelDescriptor model(String id, int folds, String... channels) {
        List<Channel> inputs = new ArrayList<>();
        for (String channel : channels) {
            inputs.add(new Channel(channel, "CT"));
        }
        List<FoldFile> files = IntStream.range(0, folds)
                .mapToObj(f -> new FoldFile(f, Path.of("fold_" + f, "model.onnx"), Optional.empty()))
                .toList();
        return new ModelDescriptor(
                id,
                Path.of(id),
                "A model of " + id,
                "1",
                Task.SEGMENTATION,
                inputs,
                List.of(LIVER, LESION),
                files,
                List.of(2.0, 1.0, 1.0),
                List.of(16, 32, 32),
                "Apache-2.0",
                "",
                "phantoms",
                Map.of("dice", 0.9),
                "abc123");
    }

    /** Voxel counts and boxes by the grid's corners of each label, axis-aligned grids only. */
    private static Findings measure(
            Volume labels, ModelDescriptor model, List<Volume> inputs, Map<Integer, Double> agreement) {
        List<Structure> found = new ArrayList<>();
        Grid grid = labels.grid();
        for (Label label : model.labels()) {
            long voxels = 0;
            Vec3 sum = Vec3.ZERO;
            for (int k = 0; k < grid.sizeK(); k++) {
                for (int j = 0; j < grid.sizeJ(); j++) {
                    for (int i = 0; i < grid.sizeI(); i++) {
                        if (labels.at(i, j, k) == label.value()) {
                            voxels++;
                            sum = sum.plus(grid.indexToRas().apply(i, j, k));
                        }
                    }
                }
            }
            if (voxels > 0) {
                Vec3 centre = sum.times(1.0 / voxels);
                Vec3 half = new Vec3(5, 6, 7);
                found.add(new Structure(
                        label,
                        voxels,
                        voxels * grid.voxelVolume() / 1000,
                        new Box(centre.minus(half), centre.plus(half)),
                        Optional.empty(),
                        centre,
                        List.of(14.0, 12.0, 10.0),
                        OptionalDouble.of(agreement.getOrDefault(label.value(), 1.0))));
            }
        }
        return Findings.of(found);
    }

    static final Ijk SIZE = new Ijk(12, 10, 8);
    /** Columns i, j, k and the centre of the grid, RAS. */
    static final Matrix3x4 MATRIX = Matrix3x4.of(-0.5f, 0, 0, 0, -0.75f, 0, 0, 0, 2, 10, 20, 30);

    /** An int16 volume with values over 100 and 200 in it. */
    static ImageMessage image(int seed) {
        return image(SIZE, seed);
    }

    static ImageMessage image(Ijk size, int seed) {
        return ImageMessage.whole(
                size,
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                MATRIX,
                pixels(size, seed, ByteOrder.LITTLE_ENDIAN));
    }

    static ByteBuffer pixels(Ijk size, int seed, ByteOrder order) {
        Random random = new Random(seed);
        ByteBuffer pixels = ByteBuffer.allocate((int) size.product() * 2).order(order);
        while (pixels.hasRemaining()) {
            pixels.putShort((short) random.nextInt(300));
        }
        return pixels.flip();
    }

    /** What {@link GatedSegmenter} makes of {@link #image(int)}. */
    static byte[] labels(Ijk size, int seed, int most) {
        ByteBuffer pixels = pixels(size, seed, ByteOrder.LITTLE_ENDIAN);
        byte[] labels = new byte[(int) size.product()];
        for (int v = 0; v < labels.length; v++) {
            int value = pixels.getShort();
            labels[v] = (byte) (value > 200 && most > 1 ? 2 : value > 100 ? 1 : 0);
        }
        return labels;
    }
}
