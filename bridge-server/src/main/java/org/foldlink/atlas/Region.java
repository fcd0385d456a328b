package org.foldlink.atlas;

import java.util.List;
import java.util.Optional;

/**
 * A region of the brain, the same for both hemispheres: the side is never part of it.
 *
 * @param id stable key, lower-case words joined by {@code _}
 * @param parent id of the region that holds this one
 * @param talairach names that the Talairach labels use for it
 * @param eloquent whether damage is likely to leave a deficit that matters to the patient
 * @param eloquentFor which deficit; empty where it is not eloquent
 */
public record Region(
        String id,
        String name,
        Optional<String> parent,
        RegionLevel level,
        List<String> talairach,
        boolean eloquent,
        String eloquentFor) {

    public Region {
        talairach = List.copyOf(talairach);
    }
}
