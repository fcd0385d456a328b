package org.foldlink.inference;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.foldlink.inference.Progress.Phase;

/** Wall time a phase; phases may be entered again. Not thread-safe. */
final class PhaseClock {

    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private Phase now = Phase.DONE;
    private long since = System.nanoTime();

    void enter(Phase phase) {
        long at = System.nanoTime();
        nanos.merge(now, at - since, Long::sum);
        now = phase;
        since = at;
    }

    /** Seconds by lower-case phase name: loading, preprocessing, inference, export; paused where it has. */
    Map<String, Double> stop() {
        enter(Phase.DONE);
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Phase phase : Phase.values()) {
            if (phase != Phase.DONE && (phase != Phase.PAUSED || nanos.containsKey(phase))) {
                seconds.put(phase.name().toLowerCase(Locale.ROOT), nanos.getOrDefault(phase, 0L) / 1e9);
            }
        }
        return seconds;
    }
}
