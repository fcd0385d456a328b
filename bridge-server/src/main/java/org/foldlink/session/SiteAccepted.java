package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The answer to a Site; what it finds comes later.
 *
 * @param place searches ahead of this one that wait: 0 runs now
 * @param channel of the job's model whose image is registered; empty for another image
 * @param device of that image
 */
public record SiteAccepted(
        String job,
        int place,
        Optional<String> channel,
        String device,
        SortedMap<Integer, String> parts,
        List<String> warnings) {

    public SiteAccepted {
        warnings = List.copyOf(warnings);
    }
}
