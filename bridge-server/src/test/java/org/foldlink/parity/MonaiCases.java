package org.foldlink.parity;

import static org.foldlink.parity.ParityVolumes.grid;
import static org.foldlink.parity.ParityVolumes.texture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/** The cases against MONAI: its small networks with seeded random weights, two folds each. */
final class MonaiCases implements ParitySuite.Cases {

    private static final String PREFIX = "MONAI: ";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SOFTMAX =
            "{\"heads\": %d, \"activation\": \"softmax\", \"decision\": \"argmax\", \"way_back\": \"%s\"}";

    private final List<MonaiCase> cases = new ArrayList<>();

    List<MonaiCase> all() {
        return List.copyOf(cases);
    }

    @Override
    public void declare(ReferenceJob job) throws IOException {
        windows(job);
        wholes(job);
        real(job);
        classifiers(job);
    }

    private void windows(ReferenceJob job) throws IOException {
        Path gaussian = model(job, "gaussian", 1, SOFTMAX.formatted(3, "probabilities"), """
                {"kind": "sliding_window", "roi": [24, 20, 16], "overlap": 0.5, "mode": "gaussian"}
                """, """
                {"step": "orientation", "axes": "RAS"}, {"step": "spacing", "mm": [1.5, 1.2, 2.0]},
                {"step": "range", "from": [100, 600], "to": [0, 1], "clip": true}
                """);
        add(job, "oblique grid", gaussian, texture(grid(44, 37, 30, 1.1, 0.9, 1.3, 0.3, false), 11));
        add(job, "tilted grid", gaussian, texture(tilted(41, 46, 33), 12));
        add(job, "flipped grid", gaussian, texture(grid(40, 39, 33, 1, 1, 1.7, 0, true), 13));
        add(job, "permuted grid", gaussian, texture(permuted(31, 42, 37), 14));
        add(job, "anisotropic grid, ratio 5", gaussian, texture(grid(48, 46, 9, 0.8, 0.8, 4, 0, false), 15));
        add(job, "smaller than the roi", gaussian, texture(grid(19, 13, 11, 1, 1, 1, 0, false), 16));
        add(job, "exactly the roi", gaussian, texture(grid(24, 20, 16, 1.5, 1.2, 2, 0, false), 17));
        add(
                job,
                "within a thousandth of the spacing",
                gaussian,
                texture(grid(29, 28, 24, 1.5006, 1.2, 2, 0, false), 18));

        Path constant = model(job, "constant", 1, SOFTMAX.formatted(3, "labels"), """
                {"kind": "sliding_window", "roi": [16, 16, 16], "mode": "constant"}
                """, """
                {"step": "orientation", "axes": "LPS"}, {"step": "spacing", "mm": [1.37, null, 1.83]},
                {"step": "percentiles", "from": [2, 98], "to": [-1, 1], "clip": true, "relative": true}
                """);
        add(job, "labels back, oblique grid", constant, texture(grid(44, 37, 30, 1.1, 0.9, 1.3, 0.3, false), 21));
        add(job, "labels back, anisotropic grid", constant, texture(grid(40, 36, 12, 0.9, 0.8, 3.7, 0, true), 22));

        Path plain = model(job, "plain-axes", 1, SOFTMAX.formatted(2, "probabilities"), """
                {"kind": "sliding_window", "roi": [16, 20, 24], "overlap": [0, 0.3, 0.6], "mode": "gaussian",
                 "sigma_scale": [0.2, 0.125, 0.1]}
                """, """
                {"step": "spacing", "mm": [1.1, 1.3, 1.1], "mode": "nearest"}, {"step": "z_score", "mean": 300, "std": 80},
                {"step": "crop_foreground", "above": 0.1, "margin": [3, 2, 20], "divisible_by": 4}
                """);
        Path regions = model(job, "regions", 1, """
                {"heads": 2, "activation": "sigmoid", "decision": "threshold", "values": [1, 2], "way_back": "probabilities"}
                """, """
                {"kind": "sliding_window", "roi": [16, 16, 16], "overlap": 0.25, "mode": "gaussian"}
                """, """
                {"step": "orientation", "axes": "RAS"}, {"step": "spacing", "mm": [1.9, 1.7, 2.3]},
                {"step": "range", "from": [330, 600], "to": [0, 1]}, {"step": "crop_foreground", "above": 0.15}
                """);
        Volume shell = ParityVolumes.shell(texture(grid(45, 40, 30, 1, 0.9, 1.4, 0.2, true), 24), 0, 13);
        add(job, "regions that fade out where the crop ends", regions, shell);
        add(job, "no orientation, nearest spacing, divisible crop", plain, texture(permuted(36, 29, 33), 23));
    }

    private void wholes(ReferenceJob job) throws IOException {
        String whole = "{\"kind\": \"whole\"}";
        String[][] ways = {
            {"\"trilinear\"", "probabilities"},
            {"\"trilinear\", \"align_corners\": true", "probabilities"},
            {"\"area\"", "probabilities"},
            {"\"nearest-exact\"", "probabilities"},
            {"\"trilinear\"", "labels"}
        };
        for (int w = 0; w < ways.length; w++) {
            String steps = """
                    {"step": "orientation", "axes": "RAS"}, {"step": "spacing", "mm": [1.3, 1.1, 1.7]},
                    {"step": "range", "from": [330, 600], "to": [0, 1], "clip": true},
                    {"step": "crop_foreground", "above": 0.2, "margin": 2, "allow_smaller": %s},
                    {"step": "resize", "size": [24, 32, 28], "mode": %s}
                    """.formatted(w % 2 == 0, ways[w][0]);
            Path model = model(job, "whole-" + w, 1, SOFTMAX.formatted(3, ways[w][1]), whole, steps);
            String name = "whole volume, " + ways[w][0].replace("\"", "") + ", " + ways[w][1] + " back";
            add(
                    job,
                    name,
                    model,
                    ParityVolumes.shell(texture(grid(45, 40, 30, 1, 0.9, 1.4, 0.2, true), 31 + w), 0, 16));
        }
    }

    private void real(ReferenceJob job) throws IOException {
        RealData data = new RealData(job);
        Path ct = model(job, "ct", 1, SOFTMAX.formatted(5, "probabilities"), """
                {"kind": "sliding_window", "roi": [32, 32, 24], "overlap": 0.25, "mode": "gaussian"}
                """, """
                {"step": "orientation", "axes": "RAS"}, {"step": "spacing", "mm": [4, 4, 5]},
                {"step": "range", "from": [-160, 240], "to": [0, 1], "clip": true}, {"step": "crop_foreground"}
                """);
        add(job, data.name("abdominal CT"), ct, data.abdomen());
        Path mr = model(job, "mr", 4, """
                {"heads": 3, "activation": "sigmoid", "decision": "threshold", "values": [2, 1, 3], "way_back": "probabilities"}
                """, """
                {"kind": "sliding_window", "roi": [32, 32, 32], "overlap": 0.5, "mode": "constant"}
                """, """
                {"step": "z_score", "nonzero": true, "channel_wise": true}, {"step": "min_max", "to": [-1, 1]}
                """);
        add(job, data.name("four-channel glioma MR"), mr, data.glioma());
    }

    private void classifiers(ReferenceJob job) throws IOException {
        String whole = "{\"kind\": \"whole\"}";
        String steps = """
                {"step": "orientation", "axes": "RAS"}, {"step": "percentiles", "from": [1, 99], "to": [0, 1]},
                {"step": "crop_foreground", "above": 0.3}, {"step": "resize", "size": [32, 32, 24], "mode": "trilinear"}
                """;
        Path single = model(job, "yes-or-no", 1, """
                {"heads": 1, "activation": "sigmoid", "decision": "threshold", "classes": ["no", "yes"]}
                """, whole, steps);
        Path several = model(job, "one-of-three", 1, """
                {"heads": 3, "activation": "softmax", "decision": "argmax", "classes": ["a", "b", "c"]}
                """, whole, steps);
        for (int seed = 41; seed < 44; seed++) {
            Volume volume = texture(grid(30 + seed % 3, 33, 27, 1, 1.1, 1.6, 0.2 * (seed - 41), seed == 42), seed);
            add(job, "one logit, " + seed, single, volume);
            add(job, "three logits, " + seed, several, volume);
        }
    }

    private void add(ReferenceJob job, String name, Path model, Volume volume) throws IOException {
        if (ParitySuite.selected(PREFIX + name)) {
            add(job, name, model, job.input("monai " + name.replaceAll("[^a-z0-9]+", " "), volume));
        }
    }

    private void add(ReferenceJob job, String title, Path model, Path... inputs) {
        String name = PREFIX + title;
        if (ParitySuite.selected(name)) {
            ArrayNode files =
                    job.addCase("monai", name).put("model", model.toString()).putArray("inputs");
            for (Path input : inputs) {
                files.add(input.toString());
            }
            boolean classification = model.endsWith("monai-yes-or-no") || model.endsWith("monai-one-of-three");
            cases.add(new MonaiCase(name, model, List.of(inputs), classification));
        }
    }

    private static Path model(ReferenceJob job, String name, int channels, String output, String inferer, String steps)
            throws IOException {
        Path folder = job.modelFolder("monai-" + name);
        ObjectNode spec = job.model("monai", folder);
        spec.put("seed", Math.floorMod(name.hashCode(), 1000));
        spec.putArray("features").add(4).add(8).add(8);
        spec.putArray("folds").add("0").add("1");
        ObjectNode pipeline = spec.putObject("pipeline");
        pipeline.set("preprocessing", JSON.readTree("[" + steps + "]"));
        pipeline.set("inferer", JSON.readTree(inferer));
        ObjectNode out = (ObjectNode) JSON.readTree(output);
        pipeline.set("output", out);
        ObjectNode model = spec.putObject("model");
        boolean classification = out.has("classes");
        model.put("task", classification ? "classification" : "segmentation").put("modality", "OT");
        ArrayNode inputs = model.putArray("channels");
        for (int c = 0; c < channels; c++) {
            inputs.addObject().put("name", "c" + c).put("modality", "OT");
        }
        int labels = classification
                ? out.get("classes").size() - 1
                : out.has("values")
                        ? out.get("values").size()
                        : out.get("heads").asInt() - 1;
        ArrayNode all = model.putArray("labels");
        for (int l = 1; l <= labels; l++) {
            String label = classification ? out.get("classes").get(l).asText() : "label_" + l;
            all.addObject()
                    .put("value", l)
                    .put("name", label)
                    .putArray("color")
                    .add(9)
                    .add(9)
                    .add(9 * l);
        }
        return folder;
    }

    /** Turned about two axes: its direction cosines are orthogonal to single precision only, once they are in a file. */
    private static Grid tilted(int i, int j, int k) {
        double a = 0.4;
        double b = 0.25;
        return new Grid(
                i,
                j,
                k,
                new Affine(
                        new Vec3(Math.cos(a), Math.sin(a), 0).times(-1.1),
                        new Vec3(-Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b)).times(0.9),
                        new Vec3(Math.sin(a) * Math.sin(b), -Math.cos(a) * Math.sin(b), Math.cos(b)).times(1.6),
                        new Vec3(-31.7, 12.3, 407.9)));
    }

    /** A sagittal scan: i runs to the front, j downwards, k to the left. */
    private static Grid permuted(int i, int j, int k) {
        return new Grid(
                i,
                j,
                k,
                new Affine(
                        new Vec3(0, 1.3, 0), new Vec3(0, 0, -0.9), new Vec3(-1.2, 0, 0), new Vec3(90.5, -70.2, 33.3)));
    }
}
