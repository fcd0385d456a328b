package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * The peak memory of a run with 117 classes on a 512×512×280 CT, Java's and the runtime's together: a Java process of its own, whose peak the
 * system counts (VmHWM), runs a network of one small convolution, so that what is measured is the engine around it. Linux only.
 */
public final class MemoryBench {

    private static final String INSIDE = "--inside";
    private static final int CLASSES = 117;
    private static final long LIMIT = 8_000_000_000L;

    private MemoryBench() {}

    /** @return the exit code: 0 if the peak stays below the limit */
    public static int run(String[] args) throws Exception {
        List<String> options = List.of(args);
        boolean quick = options.contains("--quick");
        if (options.contains(INSIDE)) {
            return inside(quick) ? 0 : 1;
        }
        if (!Files.isReadable(Path.of("/proc/self/status"))) {
            System.err.println("bench memory reads /proc/self/status (expected Linux)");
            return 1;
        }
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                quick ? "-Xmx400m" : "-Xmx4800m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.foldlink.benchmarks.Main",
                "memory",
                INSIDE));
        command.addAll(options);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static boolean inside(boolean quick) throws Exception {
        int[] size = quick ? new int[] {160, 160, 128} : new int[] {512, 512, 280};
        int[] patch = quick ? new int[] {48, 48, 48} : new int[] {128, 128, 128};
        long limit = quick ? LIMIT / 16 : LIMIT;
        Path folder = Files.createTempDirectory("foldlink-memory");
        try {
            ModelDescriptor model = model(folder, patch, quick ? 2 : 5);
            Volume input = input(size);
            EngineSettings settings = EngineSettings.defaults().withMemoryLimitBytes(limit);
            try (EnsembleSegmenter engine = OnnxSegmenter.create(settings)) {
                SegmentationRequest request = new SegmentationRequest(
                        model, List.of(input), SegmentationOptions.DEFAULT.withMirroring(false));
                System.out.printf(
                        Locale.ROOT,
                        "%d classes, %d x %d x %d voxels of 0.75 x 0.75 x 1.5 mm to 1.5 mm, patch %d, %d folds%n",
                        CLASSES,
                        size[0],
                        size[1],
                        size[2],
                        patch[0],
                        model.folds().size());
                for (Finding finding : engine.check(request)) {
                    System.out.println(finding.level() + " " + finding.message());
                }
                long before = status("VmRSS");
                Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak starts anew
                Segmentation result = engine.segment(request, new Lines(), new CancelToken());
                long peak = status("VmHWM");
                long inputBytes = input.voxels().byteCount();
                System.out.println(result.secondsByPhase());
                System.out.printf(
                        Locale.ROOT,
                        "estimated %.2f GB; peak %.2f GB in all, %.2f GB over the input of %.2f GB (%.2f GB before the run;"
                                + " limit %.2f GB)%n",
                        engine.estimateBytes(request) / 1e9,
                        peak / 1e9,
                        (peak - inputBytes) / 1e9,
                        inputBytes / 1e9,
                        before / 1e9,
                        limit / 1e9);
                return peak - inputBytes < limit;
            }
        } finally {
            delete(folder);
        }
    }

    /** When slabs come, and how large the process is by then. */
    private static final class Lines implements SegmentationListener {

        private final long start = System.nanoTime();

        @Override
        public void progress(Progress progress) {}

        @Override
        public void preview(Preview preview) {
            System.out.printf(
                    Locale.ROOT,
                    "  preview after %.0f s, %.2f GB%n",
                    (System.nanoTime() - start) / 1e9,
                    status("VmRSS") / 1e9);
        }
    }

    /** Nested ellipsoids in HU, so that labels have interiors. */
    private static Volume input(int[] size) {
        Grid grid = new Grid(size[0], size[1], size[2], Affine.ofSpacing(0.75, 0.75, 1.5, Vec3.ZERO));
        Volume volume = Volume.allocate(grid, VoxelType.INT16);
        for (int k = 0; k < size[2]; k++) {
            for (int j = 0; j < size[1]; j++) {
                for (int i = 0; i < size[0]; i++) {
                    double x = 2.0 * i / size[0] - 1;
                    double y = 2.0 * j / size[1] - 1;
                    double z = 2.0 * k / size[2] - 1;
                    double shell = Math.floor(12 * Math.sqrt(x * x + y * y + 0.5 * z * z));
                    volume.voxels().set(grid.index(i, j, k), shell > 11 ? -1000 : 40 * shell - 200);
                }
            }
        }
        return volume;
    }

    private static ModelDescriptor model(Path parent, int[] patch, int folds) throws Exception {
        Path folder = Files.createDirectory(parent.resolve("nnUNetTrainerNoMirroring__nnUNetPlans__3d_fullres"));
        Files.writeString(folder.resolve("plans.json"), """
                {"image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
                 "foreground_intensity_properties_per_channel":
                   {"0": {"percentile_00_5": -500, "percentile_99_5": 400, "mean": 0, "std": 150}},
                 "configurations": {"3d_fullres": {"spacing": [1.5, 1.5, 1.5], "patch_size": [%d, %d, %d],
                   "normalization_schemes": ["CTNormalization"], "use_mask_for_norm": [false],
                   "resampling_fn_data": "resample_data_or_seg_to_shape",
                   "resampling_fn_data_kwargs": {"is_seg": false, "order": 3, "order_z": 0, "force_separate_z": null},
                   "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                   "resampling_fn_probabilities_kwargs":
                     {"is_seg": false, "order": 1, "order_z": 0, "force_separate_z": null}}}}
                """.formatted(patch[0], patch[1], patch[2]));
        StringBuilder labels = new StringBuilder("{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0");
        for (int l = 1; l <= CLASSES; l++) {
            labels.append(", \"class %d\": %d".formatted(l, l));
        }
        Files.writeString(folder.resolve("dataset.json"), labels.append("}}"));
        for (int f = 0; f < folds; f++) {
            Path fold = Files.createDirectory(folder.resolve("fold_" + f));
            Files.write(fold.resolve("model.onnx"), OnnxBytes.convolution(CLASSES + 1, patch, f));
        }
        return ModelFolder.describe(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Bytes of a line of /proc/self/status, which states kB. */
    private static long status(String key) {
        try {
            Optional<String> line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(l -> l.startsWith(key + ":"))
                    .findFirst();
            return Long.parseLong(line.orElseThrow().replaceAll("[^0-9]", "")) * 1024;
        } catch (IOException e) {
            throw new IllegalStateException("/proc/self/status does not read", e);
        }
    }
}
