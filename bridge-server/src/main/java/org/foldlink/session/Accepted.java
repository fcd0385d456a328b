package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import org.foldlink.inference.Finding;

/**
 * The answer to a Segment.
 *
 * @param place jobs ahead of this one, running ones included: 0 runs now
 * @param inputs one a channel, in the model's order
 * @param warnings of the check; empty while an input is awaited, whose check comes later and whose failure is a STATUS
 */
public record Accepted(String job, int place, List<Input> inputs, List<Finding> warnings) {

    public Accepted {
        inputs = List.copyOf(inputs);
        warnings = List.copyOf(warnings);
    }

    /**
     * One input.
     *
     * @param image what was received; empty while it is awaited
     */
    public record Input(String channel, String device, Optional<ImageInfo> image) {}
}
