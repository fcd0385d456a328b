package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Finding.Level;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks, regions, cancelling and turns, on the port's fake. */
class EnsembleSegmenterTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);
    private static final Grid GRID = new Grid(20, 18, 16, Affine.ofSpacing(1, 1, 1, new Vec3(-9, -8, -7)));

    @TempDir
    Path folder;

    private final FakeRuntime runtime = new FakeRuntime(0.5f);
    private final EnsembleSegmenter engine = new EnsembleSegmenter(runtime, SETTINGS);

    private static Volume volume(Grid grid) {
        return TestVolumes.random(new Random(1), grid);
    }

    private static SegmentationRequest request(ModelDescriptor model, Volume... channels) {
        return new SegmentationRequest(model, List.of(channels), SegmentationOptions.DEFAULT);
    }

    private static String only(List<Finding> findings, Level level, String code, String field) {
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).level()).isEqualTo(level);
        assertThat(findings.get(0).code()).isEqualTo(code);
        assertThat(findings.get(0).field()).isEqualTo(field);
        return findings.get(0).message();
    }

    @Test
    void aGoodRequestHasNoFindings() throws Exception {
        assertThat(engine.check(request(model().write(folder, "threshold"), volume(GRID))))
                .isEmpty();
        assertThat(runtime.opened.get()).isZero();
    }

    @Test
    void theWrongNumberOfChannelsIsAnError() throws Exception {
        ModelDescriptor two = model().channels(2).labels(2).write(folder, "two_channels");
        SegmentationRequest request = request(two, volume(GRID));
        assertThat(only(engine.check(request), Level.ERROR, "missing_channel", "channels"))
                .isEqualTo("channels = 1 (model nnUNetTrainer__nnUNetPlans__3d_fullres takes 2: channel 0, channel 1)");
        assertThatThrownBy(() -> engine.segment(request, SegmentationListener.SILENT, new CancelToken()))
                .isInstanceOfSatisfying(SegmentationException.class, e -> {
                    assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_INPUT);
                    assertThat(e.field()).isEqualTo("channels");
                });
        assertThat(runtime.opened.get()).isZero();
    }

    @Test
    void channelsOnDifferentGridsAreAnError() throws Exception {
        ModelDescriptor two = model().channels(2).labels(2).write(folder, "two_channels");
        Grid shifted = new Grid(20, 18, 16, Affine.ofSpacing(1, 1, 1, new Vec3(-9, -8, -6)));
        assertThat(only(
                        engine.check(request(two, volume(GRID), volume(shifted))),
                        Level.ERROR,
                        "grids_differ",
                        "channel 1"))
                .isEqualTo(
                        "channel channel 1 is on 20 x 18 x 16 voxels of 1.000 x 1.000 x 1.000 mm with its first at RAS"
                                + " (-9.0, -8.0, -6.0) (expected the grid of channel 0, 20 x 18 x 16 voxels of 1.000 x 1.000 x"
                                + " 1.000 mm with its first at RAS (-9.0, -8.0, -7.0); resample it to that volume first)");
    }

    @Test
    void aSingleSliceIsAnErrorForA3dModel() throws Exception {
        Grid slice = new Grid(20, 18, 1, Affine.IDENTITY);
        assertThat(only(
                        engine.check(request(model().write(folder, "threshold"), volume(slice))),
                        Level.ERROR,
                        "single_slice",
                        "size k"))
                .isEqualTo(
                        "volume is a single slice: size k = 1 (model nnUNetTrainer__nnUNetPlans__3d_fullres is 3D with"
                                + " patches of 6 x 7 x 8 voxels; expected 2 or more)");
    }

    @Test
    void aShearedGridIsAnErrorAndALeftHandedOneAWarning() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Affine sheared = new Affine(new Vec3(1, 0, 0), new Vec3(0.1, 1, 0), new Vec3(0, 0, 1), Vec3.ZERO);
        assertThat(only(
                        engine.check(request(model, volume(new Grid(9, 9, 9, sheared)))),
                        Level.ERROR,
                        "sheared",
                        "matrix"))
                .isEqualTo(
                        "grid axes are 5.71 degrees off the right angle (expected orthogonal axes; resample the volume"
                                + " to a regular grid first)");
        Grid left = new Grid(9, 9, 9, Affine.ofSpacing(-1, 1, 1, Vec3.ZERO));
        assertThat(only(engine.check(request(model, volume(left))), Level.WARNING, "left_handed", "matrix"))
                .isEqualTo("grid is left-handed: its voxel axes mirror the patient (the model takes voxels as they are"
                        + " stored, so left and right may come out swapped if its training data were right-handed)");
        ModelDescriptor ras = model().reader("SimpleITKIOWithReorient").write(folder, "threshold");
        assertThat(only(engine.check(request(ras, volume(left))), Level.WARNING, "left_handed", "matrix"))
                .isEqualTo(
                        "grid is left-handed: its voxel axes mirror the patient (the model turns its input to the patient's"
                                + " axes, so this is harmless)");
    }

    @Test
    void aSpacingFarFromTheModelsIsAWarning() throws Exception {
        Grid thick = new Grid(20, 18, 16, Affine.ofSpacing(0.9, 0.9, 5, Vec3.ZERO));
        assertThat(only(
                        engine.check(request(model().write(folder, "threshold"), volume(thick))),
                        Level.WARNING,
                        "spacing_range",
                        "spacing"))
                .isEqualTo("spacing = 5.00 x 0.900 x 0.900 mm along the network's axes (model"
                        + " nnUNetTrainer__nnUNetPlans__3d_fullres was trained at 1.00 x 1.00 x 1.00 mm; the result may be"
                        + " poor)");
    }

    @Test
    void voxelsThatAreNotFiniteAreAnError() throws Exception {
        Volume volume = volume(GRID);
        volume.voxels().set(GRID.index(3, 4, 5), Double.NaN);
        volume.voxels().set(GRID.index(3, 4, 6), Double.NEGATIVE_INFINITY);
        assertThat(only(
                        engine.check(request(model().write(folder, "threshold"), volume)),
                        Level.ERROR,
                        "nan_voxels",
                        "channel 0"))
                .isEqualTo("channel channel 0 has 2 voxels that are NaN or infinite, the first at (i, j, k) = (3, 4, 5)"
                        + " (expected finite numbers; fill them first)");
    }

    @Test
    void valuesThatCannotBeTheModalityAreSaid() throws Exception {
        ModelDescriptor ct = model().normalization("CTNormalization").write(folder, "threshold");
        Volume noAir = Volume.allocate(GRID, VoxelType.INT16);
        noAir.voxels().set(0, 1200);
        assertThat(only(engine.check(request(ct, noAir)), Level.WARNING, "modality", "channel 0"))
                .isEqualTo("channel channel 0 has values 0.000..1200 (expected a CT in HU, where air is near -1000; is"
                        + " the rescale intercept missing?)");
        noAir.voxels().set(1, -1000);
        assertThat(engine.check(request(ct, noAir))).isEmpty();
        ModelDescriptor rgb = model().normalization("RGBTo01Normalization").write(folder, "threshold");
        assertThat(only(engine.check(request(rgb, noAir)), Level.ERROR, "modality", "channel 0"))
                .isEqualTo("channel channel 0 has values -1000..1200 (expected 0..255, as the model was trained on"
                        + " colours)");
    }

    @Test
    void moreFoldsThanThereAreIsAnError() throws Exception {
        SegmentationRequest request = new SegmentationRequest(
                model().write(folder, "threshold"), List.of(volume(GRID)), SegmentationOptions.DEFAULT.withFolds(2));
        assertThat(only(engine.check(request), Level.ERROR, "folds", "folds"))
                .isEqualTo(
                        "folds = 2 (model nnUNetTrainer__nnUNetPlans__3d_fullres has 1; expected 1..1, or 0 for all)");
    }

    @Test
    void aRunAboveTheMemoryLimitIsRefusedBeforeItStartsWithTheNumber() throws Exception {
        EnsembleSegmenter small = new EnsembleSegmenter(runtime, SETTINGS.withMemoryLimitBytes(1 << 20));
        SegmentationRequest request =
                request(model().write(folder, "threshold"), volume(new Grid(64, 65, 66, Affine.IDENTITY)));
        long bytes = small.estimateBytes(request);
        assertThat(bytes).isGreaterThan(1 << 20);
        String message = "this run needs about " + (bytes + (1 << 20) - 1) / (1 << 20)
                + " MiB (the limit is 1 MiB; ask for a region, crop the volume, or raise the limit)";
        assertThat(only(small.check(request), Level.ERROR, "memory", "memory")).isEqualTo(message);
        assertThatThrownBy(() -> small.segment(request, SegmentationListener.SILENT, new CancelToken()))
                .isInstanceOfSatisfying(
                        SegmentationException.class,
                        e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.OUT_OF_MEMORY))
                .hasMessage(message);
        assertThat(runtime.opened.get()).isZero();
    }

    @Test
    void aModelThatNoLongerReadsIsSaid() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Files.delete(model.folder().resolve("plans.json"));
        String message = "model nnUNetTrainer__nnUNetPlans__3d_fullres: plans.json is missing (expected in the model's"
                + " folder)";
        assertThat(only(engine.check(request(model, volume(GRID))), Level.ERROR, "bad_model", "model"))
                .isEqualTo(message);
        assertThatThrownBy(() ->
                        engine.segment(request(model, volume(GRID)), SegmentationListener.SILENT, new CancelToken()))
                .isInstanceOfSatisfying(
                        SegmentationException.class,
                        e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL))
                .hasMessage(message);
    }

    @Test
    void aRegionIsTheSameInsideAndBackgroundOutside() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Random random = new Random(11);
        for (int round = 0; round < 10; round++) {
            Grid grid = TestVolumes.grid(random, 20, 30, 1, 1);
            Volume input = TestVolumes.random(random, grid);
            Vec3 centre = grid.indexToRas()
                    .apply(random.nextInt(grid.sizeI()), random.nextInt(grid.sizeJ()), random.nextInt(grid.sizeK()));
            Vec3 half = new Vec3(1 + 5 * random.nextDouble(), 1 + 5 * random.nextDouble(), 1 + 5 * random.nextDouble());
            Box box = new Box(centre.minus(half), centre.plus(half));
            Volume labels = engine.segment(
                            new SegmentationRequest(model, List.of(input), SegmentationOptions.DEFAULT.withRegion(box)),
                            SegmentationListener.SILENT,
                            new CancelToken())
                    .labels();
            for (int k = 0; k < grid.sizeK(); k++) {
                for (int j = 0; j < grid.sizeJ(); j++) {
                    for (int i = 0; i < grid.sizeI(); i++) {
                        Vec3 p = grid.indexToRas().apply(i, j, k).minus(centre);
                        boolean inside = Math.abs(p.x()) <= half.x()
                                && Math.abs(p.y()) <= half.y()
                                && Math.abs(p.z()) <= half.z();
                        assertThat(labels.at(i, j, k)).isEqualTo(inside && input.at(i, j, k) > 0.5 ? 1 : 0);
                    }
                }
            }
        }
        SegmentationRequest far = new SegmentationRequest(
                model,
                List.of(volume(GRID)),
                SegmentationOptions.DEFAULT.withRegion(new Box(new Vec3(50, 0, 0), new Vec3(60, 1, 1))));
        assertThat(only(engine.check(far), Level.ERROR, "region", "region"))
                .isEqualTo(
                        "region = RAS (50.0, 0.0, 0.0)..(60.0, 1.0, 1.0) mm lies outside of the volume (expected a part"
                                + " of (-9.5, -8.5, -7.5)..(10.5, 9.5, 8.5) mm)");
    }

    /** Along each axis: the box and half a patch on both sides, so at most three tiles; the whole has many. */
    @Test
    void aRegionRunsOnlyTheTilesThatItNeeds() throws Exception {
        ModelDescriptor model = model().noMirroring().patch(8, 8, 8).write(folder, "threshold");
        Volume volume = volume(new Grid(48, 40, 32, Affine.IDENTITY));
        engine.segment(request(model, volume), SegmentationListener.SILENT, new CancelToken());
        assertThat(runtime.passes.getAndSet(0)).isEqualTo(11 * 9 * 7);
        Box[] boxes = {
            new Box(new Vec3(19.5, 19.5, 15.5), new Vec3(20.5, 20.5, 16.5)),
            new Box(new Vec3(16, 16, 12), new Vec3(23, 23, 19)),
            new Box(new Vec3(-0.5, -0.5, -0.5), new Vec3(0.5, 0.5, 0.5)),
            new Box(new Vec3(-0.5, 19.5, 15.5), new Vec3(47.5, 20.5, 16.5))
        };
        int[] tiles = {2 * 2 * 2, 3 * 3 * 3, 1, 11 * 2 * 2};
        for (int b = 0; b < boxes.length; b++) {
            engine.segment(
                    new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT.withRegion(boxes[b])),
                    SegmentationListener.SILENT,
                    new CancelToken());
            assertThat(runtime.passes.getAndSet(0)).isEqualTo(tiles[b]);
        }
    }

    @Test
    void mirroringRunsEverySubsetOnlyWhenAsked() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Volume small = volume(new Grid(8, 7, 6, Affine.IDENTITY));
        engine.segment(request(model, small), SegmentationListener.SILENT, new CancelToken());
        assertThat(runtime.passes.getAndSet(0)).isEqualTo(8);
        engine.segment(
                new SegmentationRequest(model, List.of(small), SegmentationOptions.DEFAULT.withMirroring(false)),
                SegmentationListener.SILENT,
                new CancelToken());
        assertThat(runtime.passes.get()).isEqualTo(1);
    }

    @Test
    void aCancelInATileEndsTheRunBeforeTheNextAndLeavesNothingOpen() throws Exception {
        CancelToken cancel = new CancelToken();
        FakeRuntime cancelling = new FakeRuntime(0.5f, cancel::cancel);
        List<Progress> progress = new ArrayList<>();
        try (EnsembleSegmenter cancelled = new EnsembleSegmenter(cancelling, SETTINGS)) {
            assertThatThrownBy(() -> cancelled.segment(
                            request(model().write(folder, "threshold", "threshold"), volume(GRID)),
                            new SegmentationListener() {
                                @Override
                                public void progress(Progress p) {
                                    progress.add(p);
                                }

                                @Override
                                public void preview(Preview p) {}
                            },
                            cancel))
                    .isInstanceOf(CancelledException.class);
        }
        assertThat(cancelling.passes.get()).isEqualTo(1);
        assertThat(cancelling.closed.get()).isEqualTo(cancelling.opened.get()).isEqualTo(1);
        assertThat(progress).noneMatch(p -> p.phase() == Progress.Phase.DONE);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aSecondRunWaitsItsTurnAndCanBeCancelledWhileItWaits() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        FakeRuntime held = new FakeRuntime(0.5f, () -> {
            running.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ModelDescriptor model = model().noMirroring().write(folder, "threshold");
        Volume small = volume(new Grid(8, 7, 6, Affine.IDENTITY));
        try (EnsembleSegmenter busy = new EnsembleSegmenter(held, SETTINGS)) {
            List<Object> outcome = new ArrayList<>();
            Thread first = new Thread(() -> {
                try {
                    outcome.add(busy.segment(request(model, small), SegmentationListener.SILENT, new CancelToken()));
                } catch (SegmentationException | CancelledException e) {
                    outcome.add(e);
                }
            });
            first.start();
            running.await();
            CancelToken cancel = new CancelToken();
            Thread canceller = new Thread(cancel::cancel);
            canceller.start();
            assertThatThrownBy(() -> busy.segment(request(model, small), SegmentationListener.SILENT, cancel))
                    .isInstanceOf(CancelledException.class);
            canceller.join();
            assertThat(held.passes.get()).isEqualTo(1);
            mayEnd.countDown();
            first.join();
            assertThat(outcome).hasSize(1).first().isInstanceOf(Segmentation.class);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void closingCancelsTheRunUnderWayAndTakesNoMore() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        FakeRuntime held = new FakeRuntime(0.5f, () -> {
            running.countDown();
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        SegmentationRequest request = request(model().write(folder, "threshold"), volume(GRID));
        EnsembleSegmenter closing = new EnsembleSegmenter(held, SETTINGS);
        CancelToken cancel = new CancelToken();
        try (CancelToken.Registration registration = cancel.onCancel(cancelled::countDown)) {
            assertThat(registration).isNotNull();
            List<Object> outcome = new ArrayList<>();
            Thread run = new Thread(() -> {
                try {
                    outcome.add(closing.segment(request, SegmentationListener.SILENT, cancel));
                } catch (SegmentationException | CancelledException e) {
                    outcome.add(e);
                }
            });
            run.start();
            running.await();
            closing.close();
            run.join();
            assertThat(outcome).hasSize(1).first().isInstanceOf(CancelledException.class);
        }
        assertThat(held.closed.get()).isEqualTo(1);
        assertThatThrownBy(() -> closing.segment(request, SegmentationListener.SILENT, new CancelToken()))
                .isInstanceOf(SegmentationException.class)
                .hasMessage("the engine is closed: no run can start");
    }
}
