package org.foldlink.inference;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a GPU is used.
 *
 * @param options of ONNX Runtime's providers by their own names, in the order of the names; those that begin with {@code trt_} are TensorRT's,
 *     the others CUDA's. Those that the engine sets by itself are overridden
 * @param engines folder where TensorRT keeps the engines that it compiles
 */
public record GpuSettings(Map<String, String> options, Fused fused, Path engines) {

    /** No options, fused graphs on a GPU, engines in the temporary folder. */
    public static final GpuSettings DEFAULT =
            new GpuSettings(Map.of(), Fused.AUTO, Path.of(System.getProperty("java.io.tmpdir"), "foldlink-tensorrt"));

    public GpuSettings {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        options.forEach((key, value) -> {
            if (!key.matches("[a-z0-9_]+") || value.isBlank()) {
                throw new IllegalArgumentException("provider option " + key + "=" + value
                        + " (expected name=value, as in cudnn_conv_algo_search=EXHAUSTIVE)");
            }
        });
    }

    /** @param option {@code name=value}, as the command line has it */
    public GpuSettings with(String option) {
        int equals = option.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "provider option " + option + " (expected name=value, as in cudnn_conv_algo_search=EXHAUSTIVE)");
        }
        Map<String, String> all = new TreeMap<>(options);
        all.put(option.substring(0, equals), option.substring(equals + 1));
        return new GpuSettings(all, fused, engines);
    }

    public GpuSettings withFused(Fused when) {
        return new GpuSettings(options, when, engines);
    }

    public GpuSettings withEngines(Path folder) {
        return new GpuSettings(options, fused, folder);
    }
}
