package org.foldlink.phantom;

import java.util.List;
import org.foldlink.volume.Volume;

/**
 * A generated scan and its truth on one grid (RAS mm, voxel centres).
 *
 * @param channels INT16; of a CT the one in HU, never under -1024; of an MR the {@link MrSequence}s in their order, 0 outside the brain
 * @param labels UINT8; of a CT values of {@link PhantomLabel}, 0 outside the skin; of an MR values of {@link GliomaLabel}, 0 elsewhere
 */
public record PhantomCase(List<Volume> channels, Volume labels) {

    public PhantomCase {
        channels = List.copyOf(channels);
    }

    /** Of one channel. */
    public PhantomCase(Volume image, Volume labels) {
        this(List.of(image), labels);
    }

    /** The first channel. */
    public Volume image() {
        return channels.get(0);
    }
}
