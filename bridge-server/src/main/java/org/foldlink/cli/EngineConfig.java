package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.Precision;

/**
 * What the engine is told.
 *
 * @param device "auto", "cpu", "openvino", "cuda", "cuda:0,1" …; see {@link EngineChoice}
 * @param threads 0 = one a core
 * @param precision what networks compute in; bf16 is OpenVINO's, float16 a GPU's
 * @param nonFinite the value taken in place of a voxel that is NaN or infinite; without one such a volume is refused
 * @param gpu how a GPU is used
 */
record EngineConfig(String device, int threads, Precision precision, OptionalDouble nonFinite, GpuSettings gpu) {

    static final EngineConfig DEFAULT =
            new EngineConfig("auto", 0, Precision.FLOAT32, OptionalDouble.empty(), GpuSettings.DEFAULT);

    private static final Pattern SEVERAL = Pattern.compile("(cuda|tensorrt):([0-9]{1,3}(?:,[0-9]{1,3})+)");

    EngineConfig {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("threads = " + threads + " (expected 0 for one a core, or 1..1024)");
        }
    }

    /** @param text "refuse" or a number */
    static OptionalDouble nonFinite(String text) {
        if (text.equals("refuse")) {
            return OptionalDouble.empty();
        }
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return OptionalDouble.of(value);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("non-finite = " + text + " (expected refuse, or a number such as -1024)");
    }

    /** One device each: "cuda:0,1" is two, and each gets an engine of its own. */
    List<EngineSettings> settings() {
        Matcher several = SEVERAL.matcher(device);
        if (!several.matches()) {
            return List.of(settings(device));
        }
        List<EngineSettings> each = new ArrayList<>();
        for (String number : several.group(2).split(",", -1)) {
            String name = several.group(1) + ":" + number;
            if (each.stream().anyMatch(s -> s.device().equals(name))) {
                throw new IllegalArgumentException("device = " + device + " names " + name + " twice (expected once)");
            }
            each.add(settings(name));
        }
        return each;
    }

    private EngineSettings settings(String one) {
        EngineSettings settings = EngineSettings.defaults()
                .withGpu(gpu.withEngines(Home.folder().resolve(".foldlink").resolve("tensorrt")))
                .withDevice(one)
                .withPrecision(precision)
                .withNonFinite(nonFinite);
        return threads == 0 ? settings : settings.withThreads(threads);
    }
}
