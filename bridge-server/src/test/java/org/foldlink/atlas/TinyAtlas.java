package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A brain of blocks, 81 x 101 x 61 mm about the origin, at 1 mm: from front to back superior frontal gyrus (y over 20), precentral gyrus
 * (over 0), postcentral gyrus (over -20), cuneus; below z = -10 the brainstem; in the middle, within 3 mm of x = 0 and for y and z over 0,
 * the corpus callosum; and a fissure of no name, |x| at most 1, where z is over 20.
 */
final class TinyAtlas {

    private static final List<String> REGIONS = List.of(
            "superior_frontal_gyrus",
            "precentral_gyrus",
            "postcentral_gyrus",
            "cuneus",
            "brainstem",
            "corpus_callosum");

    private TinyAtlas() {}

    static BrainAtlas make() {
        return on(new Grid(81, 101, 61, Affine.ofSpacing(1, 1, 1, new Vec3(-40, -50, -30))));
    }

    /** The same brain, on any grid. */
    static BrainAtlas on(Grid grid) {
        Volume labels = Volume.allocate(grid, VoxelType.UINT16);
        Volume template = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    int code = code(grid.indexToRas().apply(i, j, k));
                    labels.voxels().set(grid.index(i, j, k), code);
                    template.voxels().set(grid.index(i, j, k), code == 0 ? 0 : 100);
                }
            }
        }
        List<Optional<Place>> places = new ArrayList<>();
        places.add(Optional.empty());
        for (String region : REGIONS) {
            places.add(Optional.of(new Place(region, Side.LEFT)));
            places.add(Optional.of(new Place(region, Side.RIGHT)));
        }
        return new BrainAtlas("tiny 1", false, AtlasSpace.TALAIRACH, labels, places, template);
    }

    private static int code(Vec3 p) {
        double x = Math.abs(p.x());
        if (p.z() > 20 && x <= 1) {
            return 0;
        }
        int region = x <= 3 && p.y() > 0 && p.z() > 0
                ? 5
                : p.z() < -10 ? 4 : p.y() > 20 ? 0 : p.y() > 0 ? 1 : p.y() > -20 ? 2 : 3;
        return 1 + 2 * region + (p.x() > 0 ? 1 : 0);
    }
}
