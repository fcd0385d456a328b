package org.foldlink.session;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job for a client that only sends IMAGEs.
 *
 * <p>Patterns are of device names: {@code *} stands for any run of characters, {@code ?} for one, the rest for itself (case counts). What
 * the {@code *}s stand for tells cases apart: with {@code t1 = "*_t1"} and {@code t2 = "*_t2"}, {@code a_t1} waits for {@code a_t2}.
 * Names that begin with {@code ~} match no rule.
 *
 * @param name of the rule, unique in the configuration
 * @param model id
 * @param when the model's channel name to a pattern of device names
 * @param options of the job; {@link SegmentOptions#PLAIN} unless the configuration says otherwise
 * @param timeout from the first channel to the last one, after which the missing ones are an error
 */
public record PlainRule(String name, String model, Map<String, String> when, SegmentOptions options, Duration timeout) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    public PlainRule {
        if (when.isEmpty()) {
            throw new IllegalArgumentException(
                    "rule " + name + " has no channel (expected when.<channel> = <pattern>)");
        }
        when.forEach((channel, pattern) -> {
            if (pattern.isEmpty()) {
                throw new IllegalArgumentException(
                        "rule " + name + ": when." + channel + " is empty (expected a pattern of device names)");
            }
        });
        if (options.after()) {
            throw new IllegalArgumentException(
                    "rule " + name + ": after = true (expected false: a rule runs on a new image)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("rule " + name + ": timeout = " + timeout + " (expected more than 0)");
        }
        when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }
}
