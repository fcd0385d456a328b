package org.foldlink.cli;

import java.util.OptionalDouble;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Precision;

/**
 * What the engine is told.
 *
 * @param device "auto", "cpu", "openvino", "cuda" …; see {@link EngineChoice}
 * @param threads 0 = one a core
 * @param precision what networks compute in; bf16 is OpenVINO's
 * @param nonFinite the value taken in place of a voxel that is NaN or infinite; without one such a volume is refused
 */
record EngineConfig(String device, int threads, Precision precision, OptionalDouble nonFinite) {

    static final EngineConfig DEFAULT = new EngineConfig("auto", 0, Precision.FLOAT32, OptionalDouble.empty());

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

    EngineSettings settings() {
        EngineSettings settings = EngineSettings.defaults()
                .withDevice(device)
                .withPrecision(precision)
                .withNonFinite(nonFinite);
        return threads == 0 ? settings : settings.withThreads(threads);
    }
}
