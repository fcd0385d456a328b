package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.geometry.Affine;

/** The eloquent regions of an atlas, a region's parts included, and how far voxels lie from them. Immutable. */
final class Eloquence {

    static final double NEARBY_MM = 30;
    static final int MOST = 8;

    private final Regions regions = Regions.standard();

    /** For each eloquent region on a side the numbers of the atlas's places that make it up. */
    private final Map<Place, List<Integer>> targets = new LinkedHashMap<>();

    /** x, y, z in the atlas's RAS mm of every point of a place, by its number; none where nothing eloquent has it. */
    private final int[][] points;

    Eloquence(PlaceMap map) {
        boolean[] wanted = new boolean[map.places().size() + 1];
        for (int number = 1; number < wanted.length; number++) {
            Place place = map.places().get(number - 1);
            for (Region region : regions.upwards(place.region())) {
                if (region.eloquent()) {
                    targets.computeIfAbsent(new Place(region.id(), place.side()), p -> new ArrayList<>())
                            .add(number);
                    wanted[number] = true;
                }
            }
        }
        this.points = map.points(wanted);
    }

    /**
     * @param counts voxels by the place's number
     * @param cells of the same voxels
     * @param atlasToIndex the atlas's RAS mm to continuous voxel indices
     */
    List<Eloquent> near(int[] counts, CellTree cells, Affine atlasToIndex) {
        double[] squared = new double[points.length];
        for (int number = 0; number < points.length; number++) {
            squared[number] = counts[number] > 0 ? 0 : squared(points[number], cells, atlasToIndex);
        }
        Map<Place, Double> found = new LinkedHashMap<>();
        targets.forEach((place, numbers) -> {
            double least = numbers.stream().mapToDouble(n -> squared[n]).min().orElseThrow();
            if (least < NEARBY_MM * NEARBY_MM) {
                found.put(place, Math.sqrt(least));
            }
        });
        return found.entrySet().stream()
                .filter(e -> !saidByPart(e.getKey(), e.getValue(), found))
                .map(e -> new Eloquent(e.getKey(), e.getValue()))
                .sorted(Comparator.comparingDouble(Eloquent::mm)
                        .thenComparing(e -> e.place().region())
                        .thenComparing(e -> e.place().side()))
                .limit(MOST)
                .toList();
    }

    /** A region is as near as its nearest part: where that is named, the region would say nothing new. */
    private boolean saidByPart(Place place, double mm, Map<Place, Double> found) {
        return found.entrySet().stream()
                .anyMatch(o -> o.getKey().side() == place.side()
                        && o.getValue() == mm
                        && !o.getKey().region().equals(place.region())
                        && regions.upwards(o.getKey().region()).contains(regions.get(place.region())));
    }

    private static double squared(int[] points, CellTree cells, Affine index) {
        double best = NEARBY_MM * NEARBY_MM;
        for (int p = 0; p < points.length && best > 0; p += 3) {
            double x = points[p];
            double y = points[p + 1];
            double z = points[p + 2];
            best = cells.squared(
                    index.i().x() * x
                            + index.j().x() * y
                            + index.k().x() * z
                            + index.translation().x(),
                    index.i().y() * x
                            + index.j().y() * y
                            + index.k().y() * z
                            + index.translation().y(),
                    index.i().z() * x
                            + index.j().z() * y
                            + index.k().z() * z
                            + index.translation().z(),
                    best);
        }
        return best;
    }
}
