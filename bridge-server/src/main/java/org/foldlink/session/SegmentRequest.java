package org.foldlink.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Segment or a Classify command.
 *
 * @param job chosen by the client: 1 to 6 of {@code a-z0-9}, not one that waits or runs
 * @param model id
 * @param inputs the model's channel name to a device name
 */
public record SegmentRequest(String job, String model, Map<String, String> inputs, SegmentOptions options) {

    public SegmentRequest {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
}
