package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * FoldLink's own atlas, made of ellipsoids, tubes and planes: lobes, deep grey matter, ventricles, brainstem and cerebellum, with a brain
 * that looks like a T1-weighted image of little detail. It needs no file. How far it agrees with the Talairach atlas: docs/atlas.md.
 */
public final class CoarseAtlas {

    /** 2 mm; no voxel centre on the midline, which belongs to neither side. */
    private static final Grid GRID = new Grid(72, 94, 74, Affine.ofSpacing(2, 2, 2, new Vec3(-71, -108, -66)));

    private CoarseAtlas() {}

    /** Takes up to a second. The same voxels each time. */
    public static BrainAtlas make() {
        Volume labels = Volume.allocate(GRID, VoxelType.UINT16);
        Volume template = Volume.allocate(GRID, VoxelType.UINT8);
        for (int k = 0; k < GRID.sizeK(); k++) {
            for (int j = 0; j < GRID.sizeJ(); j++) {
                for (int i = 0; i < GRID.sizeI(); i++) {
                    Vec3 p = GRID.indexToRas().apply(i, j, k);
                    double side = Math.abs(p.x());
                    long voxel = GRID.index(i, j, k);
                    boolean right = p.x() > 0;
                    CoarseLobes.at(side, p.y(), p.z())
                            .ifPresent(r -> labels.voxels().set(voxel, r.code(right)));
                    template.voxels().set(voxel, Math.rint(CoarseTissue.at(side, p.y(), p.z())));
                }
            }
        }
        return new BrainAtlas("FoldLink coarse lobar atlas 1", true, AtlasSpace.TALAIRACH, labels, places(), template);
    }

    private static List<Optional<TumourSite.Place>> places() {
        CoarseRegion[] regions = CoarseRegion.values();
        List<Optional<TumourSite.Place>> places =
                new ArrayList<>(Collections.nCopies(1 + 2 * regions.length, Optional.empty()));
        for (CoarseRegion region : regions) {
            places.set(region.code(false), Optional.of(new TumourSite.Place(region.id(), Side.LEFT)));
            places.set(region.code(true), Optional.of(new TumourSite.Place(region.id(), Side.RIGHT)));
        }
        return places;
    }
}
