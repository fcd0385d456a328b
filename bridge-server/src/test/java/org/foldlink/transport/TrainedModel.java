package org.foldlink.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** The real engine with the five trained folds of the hippocampus, for a server and beside it. */
final class TrainedModel implements AutoCloseable {

    final ModelDescriptor model;
    private final Segmenter engine;

    TrainedModel() throws Exception {
        model = ModelFolder.describe(PeerProcess.root().resolve("models/zoo/hippocampus"));
        engine = OnnxSegmenter.create(EngineSettings.defaults().withThreads(2));
    }

    Rig rig() throws ServerStartException {
        PlainRule rule =
                new PlainRule("mri", model.id(), Map.of("MRI", "T1*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
        return new Rig(Rig.SETTINGS, BridgeLimits.DEFAULT, engine, List.of(model), rule);
    }

    /** What the engine gives without a network in between. */
    Volume labels(Volume volume) throws Exception {
        SegmentationRequest request = new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT);
        return engine.segment(request, SegmentationListener.SILENT, new CancelToken())
                .labels();
    }

    /** A real case where the shared data is there, else noise with a bright ball. */
    static Volume scan() throws Exception {
        Path shared = Path.of(Objects.requireNonNullElse(
                System.getenv("FOLDLINK_SHARED_DATA"),
                PeerProcess.root().resolve("../shared/data").toString()));
        Path file = shared.resolve("msd-hippocampus/images/hippocampus_020.nii.gz");
        if (Files.exists(file)) {
            return NiftiFile.read(file).volume();
        }
        Grid grid = new Grid(36, 50, 35, Affine.ofSpacing(1, 1, 1, new Vec3(-18, -25, -17)));
        Volume noise = Volume.allocate(grid, VoxelType.FLOAT32);
        Random random = new Random(4);
        for (int k = 0; k < 35; k++) {
            for (int j = 0; j < 50; j++) {
                for (int i = 0; i < 36; i++) {
                    double distance = grid.indexToRas().apply(i, j, k).norm();
                    noise.voxels().set(grid.index(i, j, k), random.nextInt(40) + (distance < 9 ? 120 : 60));
                }
            }
        }
        return noise;
    }

    /** Little-endian voxels, i fastest. */
    static byte[] float32(Volume volume) {
        ByteBuffer voxels = ByteBuffer.allocate((int) volume.grid().count() * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (long v = 0; v < volume.grid().count(); v++) {
            voxels.putFloat((float) volume.voxels().get(v));
        }
        return voxels.array();
    }

    @Override
    public void close() {
        engine.close();
    }
}
