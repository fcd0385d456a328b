package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.files.VolumeFiles;
import org.foldlink.inference.AdaptiveRule;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Mode;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.measure.Dice;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/**
 * {@code bench adaptive [--quick]}: time of the adaptive mode against what it loses, over the share of narrow voxels above which a tile is in
 * doubt, on cases that no fold was trained on. Time is in passes of the network, of those that the full ensemble with its mirroring runs.
 */
public final class AdaptiveBench {

    private static final double[] SHARES = {0, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 1};
    private static final double MARGIN = AdaptiveRule.DEFAULT.margin();

    private final Path home;
    private final boolean quick;
    private final RememberingRuntime runtime;
    private final EngineSettings settings;

    private AdaptiveBench(Path home, boolean quick, RememberingRuntime runtime, EngineSettings settings) {
        this.home = home;
        this.quick = quick;
        this.runtime = runtime;
        this.settings = settings;
    }

    /** A volume with its truth, read or made when it is its turn. */
    private interface Case {
        PhantomCase load() throws IOException;
    }

    /** One way to run a model, and what it came to over the cases. */
    private static final class Row {
        private final String name;
        private final EnsembleSegmenter engine;
        private final SegmentationOptions options;
        private long passes;
        private double dice;
        private long structures;
        private long different;
        private long voxels;

        Row(String name, EnsembleSegmenter engine, SegmentationOptions options) {
            this.name = name;
            this.engine = engine;
            this.options = options;
        }
    }

    public static int run(String[] args) throws Exception {
        boolean quick = args.length == 1 && args[0].equals("--quick");
        if (args.length > 0 && !quick) {
            System.err.println("usage: foldlink bench adaptive [--quick]");
            return 64;
        }
        Path home = Path.of(System.getProperty("foldlink.home", "."));
        EngineSettings settings = EngineSettings.defaults();
        try (RememberingRuntime runtime = new RememberingRuntime(OnnxSegmenter.runtime(settings))) {
            AdaptiveBench bench = new AdaptiveBench(home, quick, runtime, settings);
            bench.measure("hippocampus", bench.hippocampus(), "human labels");
            bench.measure("phantom-abdomen", bench.phantoms(), "the phantoms' own labels");
        }
        return 0;
    }

    private List<String> heldOut(String model) throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode list = new ObjectMapper()
                .readTree(home.resolve("models/zoo/" + model + "/held_out.json").toFile());
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    private List<Case> hippocampus() throws IOException {
        String shared = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = (shared == null ? home.resolve("../shared/data") : Path.of(shared)).resolve("msd-hippocampus");
        if (!Files.isDirectory(data)) {
            System.out.println("hippocampus: left out, " + data + " is not there");
            return List.of();
        }
        return heldOut("hippocampus").stream()
                .limit(quick ? 6 : Long.MAX_VALUE)
                .<Case>map(name -> () -> new PhantomCase(
                        VolumeFiles.read(data.resolve("images/" + name + ".nii.gz"))
                                .volume(),
                        VolumeFiles.read(data.resolve("labels/" + name + ".nii.gz"))
                                .volume()))
                .toList();
    }

    /** Four at most: each takes a minute or more. */
    private List<Case> phantoms() throws IOException {
        return heldOut("phantom-abdomen").stream()
                .limit(quick ? 1 : 4)
                .map(name -> Long.parseLong(name.substring(name.lastIndexOf('_') + 1)))
                .<Case>map(seed -> () -> AbdomenPhantom.generate(PhantomSpec.training(seed)))
                .toList();
    }

    private void measure(String id, List<Case> cases, String truth) throws Exception {
        if (cases.isEmpty()) {
            return;
        }
        ModelDescriptor model = ModelFolder.describe(home.resolve("models/zoo/" + id));
        List<Row> rows = rows();
        for (Case one : cases) {
            PhantomCase volume = one.load();
            @Nullable Volume full = null;
            for (Row row : rows) {
                full = add(row, model, volume, full);
            }
            runtime.forget();
        }
        print(model, rows, cases.size(), truth);
    }

    private List<Row> rows() {
        // The engines share the runtime, so the folds are loaded once; they are left open, since closing one closes it.
        EnsembleSegmenter exact = new EnsembleSegmenter(runtime, settings);
        SegmentationOptions plain = SegmentationOptions.DEFAULT.withPreviews(false);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("full", exact, plain));
        rows.add(new Row("no mirroring", exact, plain.withMirroring(false)));
        for (double share : SHARES) {
            EnsembleSegmenter engine = new EnsembleSegmenter(runtime, settings, new AdaptiveRule(MARGIN, share));
            String mark = share == AdaptiveRule.DEFAULT.share() ? " (default)" : "";
            rows.add(new Row(
                    String.format(Locale.ROOT, "share %.2f%s", share, mark), engine, plain.withMode(Mode.ADAPTIVE)));
        }
        return rows;
    }

    /** @return the full ensemble's labelmap, which is the first row's */
    private Volume add(Row row, ModelDescriptor model, PhantomCase one, @Nullable Volume full) throws Exception {
        Volume labels = row.engine
                .segment(
                        new SegmentationRequest(model, List.of(one.image()), row.options),
                        SegmentationListener.SILENT,
                        new CancelToken())
                .labels();
        row.passes += runtime.takePasses();
        for (Label label : model.labels()) {
            double dice = Dice.of(labels, one.labels(), label.value());
            if (!Double.isNaN(dice)) {
                row.dice += dice;
                row.structures++;
            }
        }
        Volume reference = full == null ? labels : full;
        for (long v = 0; v < reference.voxels().count(); v++) {
            row.different += labels.voxels().get(v) == reference.voxels().get(v) ? 0 : 1;
        }
        row.voxels += reference.voxels().count();
        return reference;
    }

    private static void print(ModelDescriptor model, List<Row> rows, int cases, String truth) {
        Row full = rows.get(0);
        double best = full.dice / full.structures;
        System.out.printf(
                Locale.ROOT,
                "%n%s: %d kept-out cases against %s, margin %.1f%n%-22s %8s %9s %10s %12s%n",
                model.id(),
                cases,
                truth,
                MARGIN,
                "",
                "passes",
                "Dice",
                "loss",
                "differs");
        for (Row row : rows) {
            double dice = row.dice / row.structures;
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %6.1f %% %9.5f %+10.5f %10.4f %%%n",
                    row.name,
                    100.0 * row.passes / full.passes,
                    dice,
                    best - dice,
                    100.0 * row.different / row.voxels);
        }
    }
}
