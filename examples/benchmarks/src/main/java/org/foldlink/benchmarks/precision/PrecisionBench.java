package org.foldlink.benchmarks.precision;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.inference.openvino.OpenVino;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.volume.Volume;

/**
 * {@code bench precision}: a model's mean Dice against labels of people (or of a phantom's maker) on ONNX Runtime, on OpenVINO in float32 and
 * on OpenVINO in bf16, in one run; the engines take each case in turn.
 */
public final class PrecisionBench {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 64;

    private PrecisionBench() {}

    public static int run(String[] args) throws Exception {
        PrecisionOptions options;
        try {
            options = PrecisionOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("foldlink bench precision: " + e.getMessage());
            System.err.println(PrecisionOptions.USAGE);
            return WRONG_USAGE;
        }
        EngineSettings settings = EngineSettings.defaults().withThreads(options.threads());
        List<Candidate> candidates = new ArrayList<>();
        try {
            OpenVino openVino = new OpenVino(Path.of(System.getProperty("foldlink.home", ".")));
            EngineSettings bf16 = settings.withPrecision(Precision.BF16);
            candidates.add(new Candidate(OnnxSegmenter.runtime(settings), settings));
            candidates.add(new Candidate(openVino.runtime(settings), settings));
            candidates.add(new Candidate(openVino.runtime(bf16), bf16));
            ModelDescriptor model = ModelFolder.describe(options.model());
            List<String> cases = cases(options);
            for (int c = 0; c < cases.size(); c++) {
                run(model, cases.get(c), options, candidates, c);
            }
            print(model, cases.size(), candidates);
            return 0;
        } catch (SegmentationException e) {
            System.err.println("foldlink bench precision: " + e.getMessage());
            return FAILED;
        } finally {
            candidates.forEach(Candidate::close);
        }
    }

    private static List<String> cases(PrecisionOptions options) throws IOException {
        List<String> names = new ArrayList<>();
        if (options.cases().isPresent()) {
            new ObjectMapper().readTree(options.cases().get().toFile()).forEach(n -> names.add(n.asText()));
        } else {
            try (Stream<Path> files = Files.list(options.labels())) {
                files.map(f -> String.valueOf(f.getFileName()))
                        .filter(n -> n.endsWith(".nii.gz"))
                        .map(n -> n.substring(0, n.length() - ".nii.gz".length()))
                        .sorted()
                        .forEach(names::add);
            }
        }
        return options.first() > 0 && options.first() < names.size() ? names.subList(0, options.first()) : names;
    }

    private static void run(
            ModelDescriptor model, String name, PrecisionOptions options, List<Candidate> candidates, int turn)
            throws Exception {
        List<Volume> channels = new ArrayList<>();
        for (int c = 0; c < model.channels().size(); c++) {
            Path one = options.images().resolve(String.format(Locale.ROOT, "%s_%04d.nii.gz", name, c));
            Path plain = options.images().resolve(name + ".nii.gz");
            channels.add(VolumeFiles.read(Files.exists(one) ? one : plain).volume());
        }
        Volume truth =
                VolumeFiles.read(options.labels().resolve(name + ".nii.gz")).volume();
        SegmentationRequest request = new SegmentationRequest(
                model,
                channels,
                SegmentationOptions.DEFAULT.withMirroring(options.mirroring()).withPreviews(false));
        Volume[] found = new Volume[candidates.size()];
        for (int k = 0; k < found.length; k++) {
            int whose = (k + turn) % found.length; // nobody is always the first or the last
            found[whose] = candidates.get(whose).segment(request);
        }
        for (int k = 0; k < found.length; k++) {
            candidates.get(k).score(found[k], truth, model.labels());
            candidates.get(k).compare(found[k], found[0]);
        }
    }

    private static void print(ModelDescriptor model, int cases, List<Candidate> candidates) {
        System.out.printf("%s %s, %d cases, mean Dice%n%n", model.id(), model.version(), cases);
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-24s", ""));
        candidates.forEach(c -> head.append(String.format(Locale.ROOT, "  %-26s", c.title())));
        System.out.println(head);
        for (Label label : model.labels()) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-24s", label.name()));
            for (Candidate c : candidates) {
                double change = c.dice(label.value()) - candidates.get(0).dice(label.value());
                row.append(String.format(
                        Locale.ROOT,
                        "  %-26s",
                        String.format(Locale.ROOT, "%.4f (%+.5f)", c.dice(label.value()), change)));
            }
            System.out.println(row);
        }
        StringBuilder alike = new StringBuilder(String.format(Locale.ROOT, "%-24s", "voxels as the first, %"));
        StringBuilder time = new StringBuilder(String.format(Locale.ROOT, "%-24s", "median seconds a case"));
        for (Candidate c : candidates) {
            alike.append(String.format(Locale.ROOT, "  %-26.4f", c.perCentAlike()));
            time.append(String.format(Locale.ROOT, "  %-26.3f", c.seconds()));
        }
        System.out.println(alike);
        System.out.println(time);
    }
}
