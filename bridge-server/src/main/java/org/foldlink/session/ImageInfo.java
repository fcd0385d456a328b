package org.foldlink.session;

import java.time.Instant;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.VoxelType;

/**
 * A held image without its voxels.
 *
 * @param device as its sender named it; may hold a patient's name, so it is never logged
 * @param grid RAS mm; sizes and spacing are its
 * @param timestamp as on the wire (32.32 fixed point seconds since 1970, 0 = not set), handed back untouched
 * @param received when its last byte came, by the bridge's clock
 */
public record ImageInfo(String device, Grid grid, VoxelType type, long timestamp, Instant received) {}
