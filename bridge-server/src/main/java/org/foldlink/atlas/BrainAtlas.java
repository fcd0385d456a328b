package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A brain cut into named regions.
 *
 * @param name with its version or source, as results state it
 * @param coarse whether it knows lobes alone
 * @param labels UINT16 codes on a grid in the atlas's RAS mm, voxel centres; 0 is nothing
 * @param places what each code means, by code; empty for one that names no region
 * @param template a T1-like brain without its skull in the same space, on a grid of its own; 0 outside of the brain
 */
public record BrainAtlas(
        String name,
        boolean coarse,
        AtlasSpace space,
        Volume labels,
        List<Optional<TumourSite.Place>> places,
        Volume template) {

    public BrainAtlas {
        places = Collections.unmodifiableList(new ArrayList<>(places));
        if (labels.type() != VoxelType.UINT16) {
            throw new IllegalArgumentException("atlas labels are " + labels.type() + " (expected UINT16)");
        }
    }
}
