package org.foldlink.inference.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.TestVolumes;
import org.foldlink.inference.TileShape;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.NnunetPlans;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OpenVINO in float32 beside ONNX Runtime on trained models: logits within 5e-3, at least 99.99 % of the labels alike. */
@Tag("peers")
class OpenVinoParityTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);
    private static final Path ROOT = Path.of(System.getProperty("foldlink.root"));

    private static NetworkRuntime onnx;
    private static NetworkRuntime openVino;

    @BeforeAll
    static void open() throws Exception {
        onnx = OnnxSegmenter.runtime(SETTINGS);
        openVino = OpenVinoPeer.runtime(SETTINGS);
    }

    @AfterAll
    static void close() {
        onnx.close();
        openVino.close();
    }

    private static ModelDescriptor model(String name) throws Exception {
        return ModelFolder.describe(ROOT.resolve("models/zoo").resolve(name));
    }

    private static Volume head() throws Exception {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = set == null ? ROOT.resolve("../shared/data") : Path.of(set);
        return Files.isDirectory(data)
                ? VolumeFiles.read(data.resolve("msd-hippocampus/images/hippocampus_020.nii.gz"))
                        .volume()
                : TestVolumes.ball(
                        new Grid(
                                36,
                                50,
                                35,
                                new Affine(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), new Vec3(0, 0, 0))),
                        0.5,
                        0.5,
                        0.5,
                        12);
    }

    @Test
    void everyFoldOfTheTrainedModelsGivesTheSameLogits() throws Exception {
        for (String name : new String[] {"hippocampus", "phantom-abdomen"}) {
            ModelDescriptor model = model(name);
            NnunetPlans plans = ModelFolder.plans(model.folder());
            TileShape shape = new TileShape(
                    plans.channels(),
                    plans.heads(),
                    plans.patch().get(0),
                    plans.patch().get(1),
                    plans.patch().get(2));
            double largest = 0;
            for (FoldFile fold : model.folds()) {
                largest = Math.max(largest, difference(fold, shape));
            }
            System.out.printf("%s: logits of OpenVINO and ONNX Runtime differ by up to %.1e%n", name, largest);
            assertThat(largest).as(name).isLessThanOrEqualTo(5e-3);
        }
    }

    private static double difference(FoldFile fold, TileShape shape) throws Exception {
        try (Network a = onnx.open(fold, shape);
                Network b = openVino.open(fold, shape)) {
            Random random = new Random(fold.index());
            for (int v = 0; v < shape.inputSize(); v++) {
                // Smooth with noise on it, as a normalised volume is.
                float value = (float) (Math.sin(v * 1e-3) + 0.3 * random.nextGaussian());
                a.input().put(v, value);
                b.input().put(v, value);
            }
            a.run(new CancelToken());
            b.run(new CancelToken());
            FloatBuffer first = a.output();
            FloatBuffer second = b.output();
            double largest = 0;
            for (int v = 0; v < shape.outputSize(); v++) {
                assertThat(Float.isFinite(second.get(v))).isTrue();
                largest = Math.max(largest, Math.abs(first.get(v) - second.get(v)));
            }
            return largest;
        }
    }

    @Test
    void aWholeSegmentationIsTheSame() throws Exception {
        Volume head = head();
        Segmentation ours = segment(openVino, head);
        Segmentation reference = segment(onnx, head);
        assertThat(share(ours.labels(), reference.labels())).isGreaterThanOrEqualTo(0.9999);
        assertThat(ours.provenance().engine()).startsWith("OpenVINO 2026.");
        assertThat(ours.provenance().precision()).isEqualTo("float32");
    }

    /** What bf16 costs is measured against human labels (docs/decisions/openvino.md); here only that it is bf16 and not nonsense. */
    @Test
    void bf16SaysSoWhereTheProcessorHasIt() throws Exception {
        Volume head = head();
        OpenVinoInfo info = new OpenVino(ROOT).info();
        if (info.bf16()) {
            try (NetworkRuntime bf16 = OpenVinoPeer.runtime(SETTINGS.withPrecision(Precision.BF16))) {
                Segmentation fast = segment(bf16, head);
                assertThat(fast.provenance().precision()).isEqualTo("bf16");
                assertThat(share(fast.labels(), segment(onnx, head).labels())).isGreaterThan(0.99);
            }
        }
    }

    private static Segmentation segment(NetworkRuntime runtime, Volume volume) throws Exception {
        return new EnsembleSegmenter(runtime, SETTINGS)
                .segment(
                        new SegmentationRequest(model("hippocampus"), List.of(volume), SegmentationOptions.DEFAULT),
                        SegmentationListener.SILENT,
                        new CancelToken());
    }

    private static double share(Volume a, Volume b) {
        long alike = 0;
        long structures = 0;
        for (long v = 0; v < a.voxels().count(); v++) {
            alike += a.voxels().get(v) == b.voxels().get(v) ? 1 : 0;
            structures += a.voxels().get(v) > 0 ? 1 : 0;
        }
        assertThat(structures)
                .as("voxels found, so that there is something to compare")
                .isPositive();
        System.out.printf(
                "%d of %d voxels differ%n",
                a.voxels().count() - alike, a.voxels().count());
        return (double) alike / a.voxels().count();
    }
}
