package org.foldlink.measure.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.foldlink.volume.Volume;

/**
 * Scores predictions against references: labelmaps on one grid, whole numbers 0..65535 in any voxel type. Immutable, safe for many threads.
 *
 * @param structures to score
 * @param tolerances for NSD
 * @param lesions names of those structures whose connected components are lesions
 * @param criterion when a lesion counts as found
 */
public record Scorer(
        List<StructureLabels> structures, Tolerances tolerances, List<String> lesions, LesionCriterion criterion) {

    /** Boxes above it are worked one after another: each takes 4 bytes a corner, and keeps all threads busy by itself. */
    private static final long LARGE = 1 << 22;

    public Scorer {
        structures = List.copyOf(structures);
        lesions = List.copyOf(lesions);
        List<String> names = structures.stream().map(StructureLabels::name).toList();
        for (String lesion : lesions) {
            if (!names.contains(lesion)) {
                throw new IllegalArgumentException(
                        "lesions = " + lesion + " (expected one of the structures " + String.join(", ", names) + ")");
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException(
                    "structures = " + String.join(", ", names) + " (expected each name once)");
        }
    }

    /** Every label above 0 of either labelmap. */
    public static SortedSet<Integer> labels(Volume prediction, Volume reference) {
        return JointCounts.of(prediction, reference).labels();
    }

    /** @throws IllegalArgumentException if the grids differ, or a voxel is no label */
    public CaseScore score(Volume prediction, Volume reference) {
        JointCounts counts = JointCounts.of(prediction, reference);
        StructureScore[] scores = new StructureScore[structures.size()];
        // Large ones first, each by all threads; then the small ones side by side.
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer s) -> -corners(counts, s)))
                .mapToInt(Integer::intValue)
                .toArray();
        int large = 0;
        while (large < order.length && corners(counts, order[large]) > LARGE) {
            scores[order[large]] = score(counts, structures.get(order[large]), prediction, reference);
            large++;
        }
        Arrays.stream(order, large, order.length)
                .parallel()
                .forEach(s -> scores[s] = score(counts, structures.get(s), prediction, reference));
        Map<String, LesionCounts> found = new HashMap<>();
        SortedSet<Integer> unnamed = new TreeSet<>(counts.labels());
        for (StructureLabels structure : structures) {
            unnamed.removeAll(structure.values());
            if (lesions.contains(structure.name())) {
                found.put(
                        structure.name(),
                        counts.box(structure)
                                .map(box -> LesionCounts.of(prediction, reference, structure, box, criterion))
                                .orElse(LesionCounts.NONE));
            }
        }
        return new CaseScore(List.of(scores), found, unnamed);
    }

    private long corners(JointCounts counts, int structure) {
        return counts.box(structures.get(structure)).map(IndexBox::corners).orElse(0L);
    }

    private StructureScore score(JointCounts counts, StructureLabels structure, Volume prediction, Volume reference) {
        Overlap overlap = counts.overlap(structure);
        double ml = reference.grid().voxelVolume() / 1000;
        Optional<IndexBox> box = counts.box(structure);
        if (overlap.presence() != Presence.BOTH || box.isEmpty()) {
            double nsd = overlap.presence() == Presence.NEITHER ? Double.NaN : 0;
            return new StructureScore(structure.name(), overlap, ml, nsd, Double.NaN, Double.NaN);
        }
        SurfaceDistances d = SurfaceDistances.of(prediction, reference, structure, box.get());
        return new StructureScore(
                structure.name(), overlap, ml, d.nsd(tolerances.of(structure.name())), d.hausdorff(0.95), d.assd());
    }
}
