package org.foldlink.atlas;

import java.util.Optional;
import java.util.function.Predicate;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/** Looks things up in an atlas, in the plainest way. */
record AtlasProbe(BrainAtlas atlas, Affine rasToIndex) {

    static AtlasProbe of(BrainAtlas atlas) {
        return new AtlasProbe(atlas, atlas.labels().grid().indexToRas().inverse());
    }

    /** Of the nearest voxel. */
    Optional<TumourSite.Place> at(Vec3 ras) {
        return atlas.places().get((int) nearest(atlas.labels(), ras, rasToIndex));
    }

    /** Of the voxels within {@code mm} that have one of these, the nearest. */
    Optional<TumourSite.Place> within(Vec3 ras, double mm, Predicate<TumourSite.Place> wanted) {
        Optional<TumourSite.Place> best = Optional.empty();
        double nearest = Double.POSITIVE_INFINITY;
        int reach = (int) Math.ceil(mm);
        for (int dz = -reach; dz <= reach; dz++) {
            for (int dy = -reach; dy <= reach; dy++) {
                for (int dx = -reach; dx <= reach; dx++) {
                    Vec3 d = new Vec3(dx, dy, dz);
                    Optional<TumourSite.Place> place = at(ras.plus(d)).filter(wanted);
                    if (place.isPresent() && d.norm() <= mm && d.norm() < nearest) {
                        nearest = d.norm();
                        best = place;
                    }
                }
            }
        }
        return best;
    }

    /** The template's nearest voxel. */
    double brightness(Vec3 ras) {
        return nearest(
                atlas.template(), ras, atlas.template().grid().indexToRas().inverse());
    }

    private static double nearest(Volume volume, Vec3 ras, Affine rasToIndex) {
        Grid grid = volume.grid();
        Vec3 p = rasToIndex.apply(ras);
        int i = (int) Math.rint(p.x());
        int j = (int) Math.rint(p.y());
        int k = (int) Math.rint(p.z());
        boolean inside = i >= 0 && j >= 0 && k >= 0 && i < grid.sizeI() && j < grid.sizeJ() && k < grid.sizeK();
        return inside ? volume.at(i, j, k) : 0;
    }
}
