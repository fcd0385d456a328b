package org.foldlink.phantom;

import org.foldlink.volume.Volume;

/**
 * A generated CT and its truth on one grid (RAS mm, voxel centres).
 *
 * @param image INT16, HU, never under -1024
 * @param labels UINT8, values of {@link PhantomLabel}, 0 outside the skin
 */
public record PhantomCase(Volume image, Volume labels) {}
