package org.foldlink.page;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.LabelMeasures;
import org.foldlink.measure.Lesion;
import org.foldlink.measure.LesionRule;
import org.foldlink.measure.Lesions;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * What the labels themselves measure, whether or not an atlas could be laid over them.
 *
 * @param mask UINT8 on the labels' grid, 1 in the whole tumour
 * @param whole empty where no voxel is labelled
 * @param components of the whole tumour, largest first, those of at least {@link LesionRule#MIN_ML}; the largest in any case
 * @param leftOut how many smaller ones there are
 * @param parts by label value, those that have voxels
 */
record Sizes(
        Volume mask,
        Optional<StructureMeasure> whole,
        List<StructureMeasure> components,
        long leftOut,
        SortedMap<Integer, StructureMeasure> parts) {

    private static final double SAME_PLACE_MM = 1;

    static Sizes of(Volume labels, Set<Integer> parts) {
        Volume mask = Volume.allocate(labels.grid(), VoxelType.UINT8);
        long count = labels.voxels().count();
        for (long v = 0; v < count; v++) {
            if (parts.contains((int) labels.voxels().get(v))) {
                mask.voxels().set(v, 1);
            }
        }
        SortedMap<Integer, StructureMeasure> byPart = new TreeMap<>(LabelMeasures.measure(labels));
        byPart.keySet().retainAll(parts);
        Optional<StructureMeasure> whole =
                Optional.ofNullable(LabelMeasures.measure(mask).get(1));
        if (whole.isEmpty()) {
            return new Sizes(mask, whole, List.of(), 0, byPart);
        }
        Lesions lesions = Lesions.find(mask, List.of(), new LesionRule(Set.of(1), LesionRule.MIN_ML), Set.of());
        List<StructureMeasure> components =
                lesions.list().stream().map(Lesion::measure).toList();
        boolean none = components.isEmpty();
        return new Sizes(mask, whole, none ? List.of(whole.get()) : components, none ? 0 : lesions.leftOut(), byPart);
    }

    /** What a component measures whose centre of mass is this, RAS mm. */
    Optional<StructureMeasure> at(Vec3 centre) {
        return components.stream()
                .filter(c -> c.centroid().minus(centre).norm() < SAME_PLACE_MM)
                .findFirst();
    }

    /** Whether a point, RAS mm, lies in a voxel of the tumour. */
    boolean holds(Vec3 ras) {
        Grid g = mask.grid();
        Vec3 p = g.indexToRas().inverse().apply(ras);
        int i = (int) Math.floor(p.x() + 0.5);
        int j = (int) Math.floor(p.y() + 0.5);
        int k = (int) Math.floor(p.z() + 0.5);
        return i >= 0 && j >= 0 && k >= 0 && i < g.sizeI() && j < g.sizeJ() && k < g.sizeK() && mask.at(i, j, k) != 0;
    }
}
