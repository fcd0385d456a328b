package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.foldlink.inference.TestModels.model;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Finding.Level;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes, and runtimes, that are not as they should be. */
class BadInputTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);
    private static final Grid GRID = new Grid(9, 8, 7, Affine.IDENTITY);

    @TempDir
    Path folder;

    private static Segmentation run(Segmenter engine, ModelDescriptor model, Volume volume) throws Exception {
        return engine.segment(request(model, volume), SegmentationListener.SILENT, new CancelToken());
    }

    private static SegmentationRequest request(ModelDescriptor model, Volume volume) {
        return new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT);
    }

    private static Volume withHoles() {
        Volume volume = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (long v = 0; v < GRID.count(); v++) {
            volume.voxels().set(v, (double) (v % 2));
        }
        volume.voxels().set(GRID.index(1, 2, 3), Double.NaN);
        volume.voxels().set(GRID.index(3, 4, 5), Double.POSITIVE_INFINITY);
        volume.voxels().set(GRID.index(5, 6, 6), Double.NEGATIVE_INFINITY);
        return volume;
    }

    @Test
    void voxelsThatAreNotFiniteAreReplacedWhereTheSettingSaysSoAndTheResultSaysHowMany() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Volume volume = withHoles();
        try (EnsembleSegmenter engine =
                new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS.withNonFinite(OptionalDouble.of(0.75)))) {
            assertThat(engine.check(request(model, volume)))
                    .containsExactly(new Finding(
                            Level.WARNING,
                            "nan_voxels",
                            "channel 0",
                            "channel channel 0 has 3 voxels that are NaN or infinite, the first at (i, j, k) = (1, 2, 3)"
                                    + " (taken as 0.75, as non-finite says)"));
            Segmentation result = run(engine, model, volume);
            assertThat(result.provenance().replacedVoxels()).isEqualTo(3);
            for (long v = 0; v < GRID.count(); v++) {
                boolean one = v % 2 == 1 || !Double.isFinite(volume.voxels().get(v));
                assertThat(result.labels().voxels().get(v)).isEqualTo(one ? 1 : 0);
            }
            assertThat(volume.at(1, 2, 3)).isNaN();
        }
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS)) {
            assertThatThrownBy(() -> run(engine, model, volume))
                    .isInstanceOf(SegmentationException.class)
                    .hasMessage("channel channel 0 has 3 voxels that are NaN or infinite, the first at (i, j, k) ="
                            + " (1, 2, 3) (expected finite numbers; fill them first)");
        }
    }

    @Test
    void aVolumeWithoutOneFiniteVoxelIsRefusedOrAllReplaced() throws Exception {
        ModelDescriptor model = model().normalization("CTNormalization").write(folder, "threshold");
        Volume volume = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (long v = 0; v < GRID.count(); v++) {
            volume.voxels().set(v, Double.NaN);
        }
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS)) {
            assertThat(engine.check(request(model, volume)))
                    .extracting(Finding::code, Finding::level)
                    .containsExactly(tuple("nan_voxels", Level.ERROR));
        }
        try (EnsembleSegmenter engine =
                new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS.withNonFinite(OptionalDouble.of(-1000)))) {
            assertThat(run(engine, model, volume).provenance().replacedVoxels()).isEqualTo(GRID.count());
        }
    }

    @Test
    void aSpacingOfZeroMakesNoGrid() {
        assertThatThrownBy(() -> new Grid(9, 8, 7, Affine.ofSpacing(1, 0, 1, Vec3.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grid matrix is singular (expected three independent directions)");
    }

    @Test
    void aSpacingOfAHundredMillimetresIsWarnedOfAndRunsWhereItFits() throws Exception {
        ModelDescriptor model = model().spacing(25, 25, 25).write(folder, "threshold");
        Volume volume = Volume.allocate(new Grid(5, 4, 3, Affine.ofSpacing(100, 100, 100, Vec3.ZERO)), VoxelType.INT16);
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS)) {
            assertThat(engine.check(request(model, volume)))
                    .containsExactly(new Finding(
                            Level.WARNING,
                            "spacing_range",
                            "spacing",
                            "spacing = 100 x 100 x 100 mm along the network's axes (model"
                                    + " nnUNetTrainer__nnUNetPlans__3d_fullres was trained at 25.0 x 25.0 x 25.0 mm; the result"
                                    + " may be poor)"));
            assertThat(run(engine, model, volume).labels().grid()).isEqualTo(volume.grid());
        }
    }

    /** The volume is small; what the model's spacing makes of it is not, and no int or long overflows on the way to the number. */
    @Test
    void aSpacingThatAsksForMoreVoxelsThanThereIsMemoryIsRefusedWithTheNumber() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        FakeRuntime runtime = new FakeRuntime(0.5f);
        try (EnsembleSegmenter engine = new EnsembleSegmenter(runtime, SETTINGS.withMemoryLimitBytes(1L << 40))) {
            for (double spacing : new double[] {100, 10_000, 1e6}) {
                Volume volume = Volume.allocate(
                        new Grid(128, 128, 128, Affine.ofSpacing(spacing, spacing, spacing, Vec3.ZERO)),
                        VoxelType.UINT8);
                SegmentationRequest request = request(model, volume);
                assertThat(engine.estimateBytes(request)).isGreaterThan(1L << 42);
                assertThat(engine.check(request))
                        .extracting(Finding::code, Finding::level)
                        .containsExactly(tuple("spacing_range", Level.WARNING), tuple("memory", Level.ERROR));
                assertThat(engine.check(request).get(1).message())
                        .matches("this run needs about \\d+ MiB \\(the limit is 1048576 MiB; ask for a region, crop the"
                                + " volume, or raise the limit\\)");
            }
        }
        assertThat(runtime.opened.get()).isZero();
    }

    @Test
    void tenMillionVoxelsOfOneValueAreSegmented() throws Exception {
        for (String scheme : List.of("ZScoreNormalization", "CTNormalization", "RescaleTo01Normalization")) {
            ModelDescriptor model = model().normalization(scheme)
                    .noMirroring()
                    .patch(216, 216, 216)
                    .write(folder.resolve(scheme), "threshold");
            Volume volume = Volume.allocate(new Grid(216, 216, 216, Affine.IDENTITY), VoxelType.INT16);
            for (long v = 0; v < volume.grid().count(); v++) {
                volume.voxels().set(v, 700);
            }
            try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(100), SETTINGS)) {
                Segmentation result = run(engine, model, volume);
                assertThat(result.labels().at(100, 100, 100)).isZero();
                assertThat(result.labels().at(0, 0, 215)).isZero();
            }
        }
    }

    @Test
    void aRuntimeOutOfMemoryFailsTheOneRunWithTheNumberAndTheNextSucceeds() throws Exception {
        ModelDescriptor model = model().noMirroring().write(folder, "threshold");
        Volume volume = Volume.allocate(GRID, VoxelType.INT16);
        AtomicReference<Throwable> fault = new AtomicReference<>();
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FailingRuntime(fault), SETTINGS)) {
            long mebibytes = (engine.estimateBytes(request(model, volume)) + (1 << 20) - 1) >> 20;
            String number = ": this run was estimated at " + mebibytes
                    + " MiB (ask for a region, crop the volume, or give Java more with -Xmx)";
            fault.set(new SegmentationException(
                    SegmentationException.Code.OUT_OF_MEMORY,
                    "model",
                    "fold_0/model.onnx fails while running: bad_alloc"));
            assertThatThrownBy(() -> run(engine, model, volume))
                    .isInstanceOfSatisfying(SegmentationException.class, e -> {
                        assertThat(e.code()).isEqualTo(SegmentationException.Code.OUT_OF_MEMORY);
                        assertThat(e.field()).isEqualTo("memory");
                    })
                    .hasMessage(
                            "the device's memory ran out: fold_0/model.onnx fails while running: bad_alloc" + number);
            fault.set(new OutOfMemoryError("Java heap space"));
            assertThatThrownBy(() -> run(engine, model, volume))
                    .isInstanceOf(SegmentationException.class)
                    .hasMessage("memory ran out" + number);
            fault.set(null);
            assertThat(run(engine, model, volume).labels().grid()).isEqualTo(GRID);
        }
    }

    /** The fake, whose passes fail with whatever a test puts in. */
    private record FailingRuntime(AtomicReference<Throwable> fault, FakeRuntime fake) implements NetworkRuntime {

        FailingRuntime(AtomicReference<Throwable> fault) {
            this(fault, new FakeRuntime(0.5f));
        }

        @Override
        public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
            Network network = fake.open(fold, shape);
            return new Network() {
                @Override
                public FloatBuffer input() {
                    return network.input();
                }

                @Override
                public FloatBuffer output() {
                    return network.output();
                }

                @Override
                public void run(CancelToken cancel) throws SegmentationException, CancelledException {
                    if (fault.get() instanceof SegmentationException e) {
                        throw e;
                    }
                    if (fault.get() instanceof OutOfMemoryError e) {
                        throw e;
                    }
                    network.run(cancel);
                }

                @Override
                public void close() {
                    network.close();
                }
            };
        }

        @Override
        public String device() {
            return fake.device();
        }

        @Override
        public String engine() {
            return fake.engine();
        }

        @Override
        public void close() {
            fake.close();
        }
    }
}
