package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.models.NnunetPlans;

/**
 * Where the tiles of a sliding window lie, what each voxel of a tile weighs, and which mirrored passes each tile gets. Array axes z, y, x of
 * the network's grid. Immutable: the arrays are not copied and not written.
 */
final class Tiling {

    private final int[][] starts;
    private final float[] importance;
    private final List<boolean[]> flips;

    /**
     * @param starts first voxel of each tile along z, y, x, ascending; negative where the volume is padded with zeros below
     * @param importance weight of each voxel of a tile, {@code [z, y, x]}, x fastest, all positive
     * @param flips passes of the network a tile, each with the axes z, y, x that it mirrors; the plain one first
     */
    Tiling(int[][] starts, float[] importance, List<boolean[]> flips) {
        this.starts = starts;
        this.importance = importance;
        this.flips = List.copyOf(flips);
    }

    /** nnU-Net's: evenly spread at most half a patch apart, a Gaussian map, every subset of the mirroring axes. */
    static Tiling of(NnunetPlans plans, int[] netShape, TileShape shape, boolean mirroring) {
        int[][] starts = {
            plans.flat() ? Tiles.everySlice(netShape[0]) : Tiles.starts(netShape[0], shape.depth()),
            Tiles.starts(netShape[1], shape.height()),
            Tiles.starts(netShape[2], shape.width())
        };
        return new Tiling(
                starts,
                ImportanceMap.of(shape.depth(), shape.height(), shape.width()),
                flips(mirroring ? plans.mirroringAxes() : List.of()));
    }

    /** The plain pass first, then every subset of the axes, by size and then in order, as itertools.combinations gives them. */
    static List<boolean[]> flips(List<Integer> axes) {
        List<boolean[]> all = new ArrayList<>();
        for (int size = 0; size <= axes.size(); size++) {
            for (int a = 0; a < 8; a++) {
                boolean[] flip = {(a & 4) != 0, (a & 2) != 0, (a & 1) != 0};
                int count = 0;
                boolean allowed = true;
                for (int axis = 0; axis < 3; axis++) {
                    count += flip[axis] ? 1 : 0;
                    allowed &= !flip[axis] || axes.contains(axis);
                }
                if (allowed && count == size) {
                    all.add(flip);
                }
            }
        }
        return all;
    }

    /** First voxel of each tile along array axis {@code a}, ascending. */
    int[] starts(int a) {
        return starts[a];
    }

    float[] importance() {
        return importance;
    }

    List<boolean[]> flips() {
        return flips;
    }

    int tiles() {
        return Math.multiplyExact(Math.multiplyExact(starts[0].length, starts[1].length), starts[2].length);
    }
}
