package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.NnunetPlans;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine beside nnU-Net v2 itself, with the same weights, step by step. Gates: preprocessed within 1e-4, mean logits within 5e-3 of
 * nnU-Net's with its sums in float32, at least 99.95 % of the voxels alike, and a Dice of at least 0.999 a structure.
 */
@Tag("peers")
class NnunetParityTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);
    private static final Path MODEL = NnunetReference.root().resolve("models/zoo/hippocampus");

    private static NetworkRuntime runtime;
    private static Workers workers;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        runtime = OnnxSegmenter.runtime(SETTINGS);
        workers = new Workers(2);
    }

    @AfterAll
    static void close() {
        runtime.close();
        workers.close();
    }

    @Test
    void aRealCaseOrAGeneratedOneWhereThereIsNone() throws Exception {
        Optional<Path> data = NnunetReference.sharedData();
        Path input = data.isPresent()
                ? data.get().resolve("msd-hippocampus/images/hippocampus_020.nii.gz")
                : write("generated", texture(grid(36, 50, 35, 1, 1, 1, 0, false), 1));
        compare(ModelFolder.describe(MODEL), input, 0.0005, 0.999);
    }

    @Test
    void nnunetsOwnHalfPrecisionSumsGiveTheSameLabels() throws Exception {
        Optional<Path> data = NnunetReference.sharedData();
        Path input = data.isPresent()
                ? data.get().resolve("msd-hippocampus/images/hippocampus_008.nii.gz")
                : write("generated", texture(grid(40, 48, 35, 1, 1, 1, 0, false), 2));
        ModelDescriptor model = ModelFolder.describe(MODEL);
        var reference = NnunetReference.run(model.folder(), List.of(input), folder.resolve("half"));
        assertLabels(segment(model, NiftiFile.read(input).volume()), reference.labels(), 0.0005, 0.999);
    }

    @Test
    void anObliqueVolumeOfAnotherSpacingLargerThanThePatch() throws Exception {
        Volume volume = texture(grid(70, 52, 61, 0.83, 1.21, 0.94, 0.25, false), 3);
        compare(ModelFolder.describe(MODEL), write("oblique", volume), 0.0005, 0.999);
    }

    @Test
    void thickFlippedSlicesInsideABlackFrameResampledApart() throws Exception {
        Volume volume = texture(grid(58, 64, 14, 0.75, 0.75, 4.5, 0.1, true), 4);
        Grid g = volume.grid();
        for (long v = 0; v < g.count(); v++) {
            long i = v % g.sizeI();
            if (i < 9 || i > 50 || v / g.sizeI() % g.sizeJ() < 5) {
                volume.voxels().set(v, 0);
            }
        }
        compare(ModelFolder.describe(MODEL), write("thick", volume), 0.0005, 0.999);
    }

    @Test
    void reorientedTransposedAndNormalisedInsideTheMask() throws Exception {
        // The same weights under other plans: nonsense as anatomy, every bit as good a comparison.
        Path model = Files.createDirectories(folder.resolve("hippocampus"));
        for (String name : new String[] {"dataset.json", "model.json"}) {
            Files.copy(MODEL.resolve(name), model.resolve(name));
        }
        for (FoldFile fold : ModelFolder.describe(MODEL).folds().subList(0, 1)) {
            Path to = Files.createDirectories(model.resolve("fold_" + fold.index()));
            Files.copy(fold.onnx(), to.resolve("model.onnx"));
        }
        String plans = Files.readString(MODEL.resolve("plans.json"))
                .replace("SimpleITKIO", "SimpleITKIOWithReorient")
                .replaceAll("\"transpose_forward\": \\[[^]]*\\]", "\"transpose_forward\": [2, 0, 1]")
                .replaceAll("\"transpose_backward\": \\[[^]]*\\]", "\"transpose_backward\": [1, 2, 0]")
                .replaceAll("\"use_mask_for_norm\": \\[[^]]*\\]", "\"use_mask_for_norm\": [true]");
        assertThat(plans).contains("WithReorient", "[2, 0, 1]", "[true]");
        Files.writeString(model.resolve("plans.json"), plans);
        Volume volume = texture(grid(48, 41, 37, 1.1, 1.3, 0.9, 0.3, true), 5);
        Grid g = volume.grid();
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    double r = Math.hypot(i - 24, Math.hypot(j - 20, k - 18));
                    if (r > 17 || r < 3) { // a shell: its hole counts as inside
                        volume.voxels().set(g.index(i, j, k), 0);
                    }
                }
            }
        }
        compare(ModelFolder.describe(model), write("shell", volume), 0.0005, 0.999);
    }

    private void compare(ModelDescriptor model, Path input, double differing, double dice) throws Exception {
        var reference =
                NnunetReference.run(model.folder(), List.of(input), folder.resolve("reference"), "--float32-sums");
        Volume volume = NiftiFile.read(input).volume();
        NnunetPlans plans = ModelFolder.plans(model.folder());
        var prepared = new Preprocessor(workers, () -> false).run(List.of(volume), plans, Optional.empty());
        double image = largestDifference("preprocessed", prepared.image(), reference.preprocessed(), 1);
        assertThat(image).as("preprocessed").isLessThanOrEqualTo(1e-4);

        Ensemble ensemble = new Ensemble(
                prepared.image().shape(), plans.heads(), model.folds().size(), LabelRule.of(plans));
        TileShape shape = MemberRun.tileShape(plans);
        Tiling tiling = Tiling.of(plans, prepared.image().shape(), shape, true);
        SlidingWindow window = new SlidingWindow(prepared.image(), tiling, shape, workers);
        for (FoldFile fold : model.folds()) {
            try (Network network = runtime.open(fold, shape)) {
                window.run(network, new CancelToken(), TileGate.OPEN, () -> {}, ensemble.nextFold());
            }
            ensemble.endFold(fold.index());
        }
        double logits = largestDifference(
                "logits", ensemble.sum(), reference.logits(), model.folds().size());
        assertThat(logits).as("mean logits").isLessThanOrEqualTo(5e-3);
        System.out.printf("%s: preprocessed %.1e, logits %.1e%n", input.getFileName(), image, logits);
        assertLabels(segment(model, volume), reference.labels(), differing, dice);
    }

    private static Volume segment(ModelDescriptor model, Volume volume) throws Exception {
        try (EnsembleSegmenter engine = OnnxSegmenter.create(SETTINGS)) {
            return engine.segment(
                            new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT),
                            SegmentationListener.SILENT,
                            new CancelToken())
                    .labels();
        }
    }

    private static double largestDifference(String what, Tensor ours, NnunetReference.Npy theirs, int divisor) {
        assertThat(theirs.shape()).as(what).containsExactly(ours.channels(), ours.depth(), ours.height(), ours.width());
        double largest = 0;
        int at = 0;
        for (int c = 0; c < ours.channels(); c++) {
            for (int z = 0; z < ours.depth(); z++) {
                for (float value : ours.slice(c, z)) {
                    largest = Math.max(largest, Math.abs(value / divisor - theirs.at(at++)));
                }
            }
        }
        return largest;
    }

    private static void assertLabels(Volume ours, Volume theirs, double differing, double dice) {
        assertThat(ours.grid().matches(theirs.grid(), 1e-3)).isTrue();
        long[] both = new long[3];
        long[] either = new long[3];
        long different = 0;
        for (long v = 0; v < ours.voxels().count(); v++) {
            int a = (int) ours.voxels().get(v);
            int b = (int) theirs.voxels().get(v);
            either[a]++;
            either[b]++;
            different += a == b ? 0 : 1;
            both[a] += a == b ? 1 : 0;
        }
        System.out.printf("  %d of %d voxels differ%n", different, ours.voxels().count());
        assertThat((double) different / ours.voxels().count())
                .as("share that differs")
                .isLessThanOrEqualTo(differing);
        long structures = 0;
        for (int label = 1; label < 3; label++) {
            if (either[label] > 0) {
                structures++;
                System.out.printf(
                        "  label %d: %d voxels, Dice %.5f%n", label, both[label], 2.0 * both[label] / either[label]);
                assertThat(2.0 * both[label] / either[label])
                        .as("Dice of label %d", label)
                        .isGreaterThanOrEqualTo(dice);
            }
        }
        assertThat(structures)
                .as("structures found, so that there is something to compare")
                .isPositive();
    }

    private static Grid grid(int i, int j, int k, double si, double sj, double sk, double angle, boolean flipped) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double f = flipped ? -1 : 1;
        return new Grid(
                i,
                j,
                k,
                new Affine(
                        new Vec3(c * si * f, s * si * f, 0),
                        new Vec3(-s * sj, c * sj, 0),
                        new Vec3(0, 0, sk * f),
                        new Vec3(-20, 30, 5)));
    }

    /** Blobs of several sizes over noise: enough for a trained network to answer with both labels. */
    private static Volume texture(Grid grid, long seed) {
        Random random = new Random(seed);
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        Vec3[] centres = new Vec3[14];
        double[] radii = new double[centres.length];
        double[] heights = new double[centres.length];
        for (int b = 0; b < centres.length; b++) {
            centres[b] = grid.indexToRas()
                    .apply(
                            random.nextDouble() * grid.sizeI(),
                            random.nextDouble() * grid.sizeJ(),
                            random.nextDouble() * grid.sizeK());
            radii[b] = 3 + 9 * random.nextDouble();
            heights[b] = 500 * random.nextDouble() - 150;
        }
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k);
                    double value = 300 + 20 * random.nextGaussian();
                    for (int b = 0; b < centres.length; b++) {
                        double d = p.minus(centres[b]).norm() / radii[b];
                        value += heights[b] * Math.exp(-d * d);
                    }
                    volume.voxels().set(grid.index(i, j, k), value);
                }
            }
        }
        return volume;
    }

    private Path write(String name, Volume volume) throws IOException {
        Path file = folder.resolve(name + ".nii.gz");
        NiftiFile.write(file, volume);
        return file;
    }
}
