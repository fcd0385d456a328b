package org.foldlink.benchmarks.engine;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxSegmenter;

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

    /** Those that this machine has; the others are said. */
    static List<Contender> all() {
        List<Contender> found = new ArrayList<>();
        found.add(new Contender("onnxruntime", "ONNX Runtime float32", 0.95, List.of(), OnnxSegmenter::runtime));
        return found;
    }
}
