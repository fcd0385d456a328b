package org.foldlink.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foldlink.components.LabelRuns;
import org.foldlink.components.RunSet;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/**
 * The lesions of a labelmap.
 *
 * @param list the largest first; of equal ones that of the lower label, then that whose first voxel comes first in memory
 * @param leftOut components that are smaller than the rule wants
 * @param minMl the rule's least volume
 */
public record Lesions(List<Lesion> list, long leftOut, double minMl) {

    public Lesions {
        list = List.copyOf(list);
    }

    /**
     * @param labelmap measured already, so that its voxels are known to be labels
     * @param images on the labelmap's grid
     * @param organs labels that have a voxel and whose distance from each lesion is asked
     */
    public static Lesions find(Volume labelmap, List<Volume> images, LesionRule rule, Set<Integer> organs) {
        // A hair less: 0.1 ml in voxels of 1 mm³ is 100 of them.
        long least = (long) Math.ceil(rule.minMl() * 1000 / labelmap.grid().voxelVolume() - 1e-6);
        LabelRuns runs = LabelRuns.of(labelmap);
        List<RunSet> components = new ArrayList<>();
        List<StructureMeasure> measures = new ArrayList<>();
        long leftOut = 0;
        for (int label : new TreeSet<>(rule.labels())) {
            List<RunSet> found = runs.components(label, least);
            leftOut += runs.sizes(v -> v == label).length - found.size();
            components.addAll(found);
            measures.addAll(measure(labelmap.grid(), images, found));
        }
        List<SortedMap<Integer, Double>> distances = distances(runs, components, organs, labelmap.grid());
        List<Lesion> list = new ArrayList<>();
        for (int c = 0; c < components.size(); c++) {
            list.add(new Lesion(components.get(c).label(), measures.get(c), distances.get(c)));
        }
        list.sort(Comparator.comparingLong(lesion -> -lesion.measure().voxels()));
        return new Lesions(list, leftOut, rule.minMl());
    }

    /** Each in turn by the same pass as a structure, on a labelmap that reaches just around it. */
    private static List<StructureMeasure> measure(Grid grid, List<Volume> images, List<RunSet> components) {
        List<StructureMeasure> measures = new ArrayList<>();
        for (RunSet runs : components) {
            int i = Arrays.stream(runs.first()).min().orElseThrow();
            int j = Arrays.stream(runs.j()).min().orElseThrow();
            int k = Arrays.stream(runs.k()).min().orElseThrow();
            Affine m = grid.indexToRas();
            Grid around = new Grid(
                    Arrays.stream(runs.last()).max().orElseThrow() - i + 1,
                    Arrays.stream(runs.j()).max().orElseThrow() - j + 1,
                    Arrays.stream(runs.k()).max().orElseThrow() - k + 1,
                    new Affine(m.i(), m.j(), m.k(), m.apply(i, j, k)));
            Volume one = Volume.allocate(around, VoxelType.UINT16);
            for (int r = 0; r < runs.size(); r++) {
                for (int x = runs.first()[r]; x <= runs.last()[r]; x++) {
                    one.voxels().set(around.index(x - i, runs.j()[r] - j, runs.k()[r] - k), runs.label());
                }
            }
            List<Volume> parts =
                    images.stream().map(image -> part(image, around, i, j, k)).toList();
            measures.add(LabelMeasures.measure(one, parts).get(runs.label()));
        }
        return measures;
    }

    private static Volume part(Volume image, Grid around, int i, int j, int k) {
        Voxels voxels = Voxels.allocate(image.type(), around.count());
        double[] row = new double[around.sizeI()];
        for (int z = 0; z < around.sizeK(); z++) {
            for (int y = 0; y < around.sizeJ(); y++) {
                image.voxels().read(image.grid().index(i, j + y, k + z), row, 0, row.length);
                for (int x = 0; x < row.length; x++) {
                    voxels.set(around.index(x, y, z), row[x]);
                }
            }
        }
        return new Volume(around, voxels);
    }

    private static List<SortedMap<Integer, Double>> distances(
            LabelRuns runs, List<RunSet> components, Set<Integer> organs, Grid grid) {
        List<RunTree> lesions = components.stream().map(RunTree::of).toList();
        Map<Integer, double[]> byOrgan = organs.parallelStream()
                .filter(organ -> !lesions.isEmpty())
                .collect(Collectors.toMap(organ -> organ, organ -> {
                    RunTree tree = RunTree.of(runs.all(organ));
                    return lesions.stream()
                            .mapToDouble(lesion -> RunTree.distance(lesion, tree, grid.spacing()))
                            .toArray();
                }));
        List<SortedMap<Integer, Double>> distances = new ArrayList<>();
        for (int c = 0; c < components.size(); c++) {
            SortedMap<Integer, Double> own = new TreeMap<>();
            for (Map.Entry<Integer, double[]> e : byOrgan.entrySet()) {
                own.put(e.getKey(), e.getValue()[c]);
            }
            distances.add(own);
        }
        return distances;
    }
}
