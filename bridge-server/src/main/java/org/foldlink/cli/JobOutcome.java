package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.foldlink.volume.Volume;

/**
 * What came back of one job, over the wire or from the engine in this process.
 *
 * @param labels UINT8 or UINT16 on the input's own grid
 * @param doubt UINT8, 0–100, if asked
 * @param probabilities label value (0 = background) to FLOAT32, if asked
 * @param result the result document
 */
record JobOutcome(Volume labels, Optional<Volume> doubt, Map<Integer, Volume> probabilities, JsonNode result) {

    JobOutcome {
        probabilities = Map.copyOf(probabilities);
    }
}
