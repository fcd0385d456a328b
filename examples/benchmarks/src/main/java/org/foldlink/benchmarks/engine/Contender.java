package org.foldlink.benchmarks.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.inference.openvino.OpenVino;

/**
 * One way in which FoldLink runs networks here.
 *
 * @param key short, for JSON
 * @param title for people
 * @param goal of a whole prediction's time to nnU-Net's
 * @param arguments of the command line that choose it
 */
record Contender(String key, String title, double goal, List<String> arguments, Opener opener) {

    /** Starts the runtime. */
    interface Opener {
        NetworkRuntime open(EngineSettings settings) throws SegmentationException;
    }

    NetworkRuntime open(EngineSettings settings) throws SegmentationException {
        return opener.open(settings);
    }

    /**
     * Those that this machine has, ONNX Runtime first; the others are said.
     *
     * @param home FoldLink's own folder
     */
    static List<Contender> all(Path home) {
        List<Contender> found = new ArrayList<>();
        found.add(new Contender(
                "onnxruntime", "ONNX Runtime float32", 0.95, List.of("--device", "cpu"), OnnxSegmenter::runtime));
        OpenVino openVino = new OpenVino(home);
        for (Contender contender : List.of(
                openVino(openVino, "OpenVINO float32", Precision.FLOAT32, 0.62),
                openVino(openVino, "OpenVINO bf16", Precision.BF16, 0.35))) {
            try {
                contender.open(EngineSettings.defaults()).close();
                found.add(contender);
            } catch (SegmentationException e) {
                System.out.println(contender.title() + " is left out: " + e.getMessage());
            }
        }
        return found;
    }

    private static Contender openVino(OpenVino openVino, String title, Precision precision, double goal) {
        String text = precision.text();
        return new Contender(
                "openvino-" + text,
                title,
                goal,
                List.of("--device", "openvino", "--precision", text),
                settings -> openVino.runtime(settings.withPrecision(precision)));
    }

    /** What {@code --device auto} takes on a CPU. */
    static Contender usual(List<Contender> all) {
        return all.stream()
                .filter(c -> c.key().equals("openvino-float32"))
                .findFirst()
                .orElse(all.get(0));
    }
}
