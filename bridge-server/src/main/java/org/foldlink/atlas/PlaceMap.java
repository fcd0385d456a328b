package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Which place each point of an atlas belongs to: a lattice of 1 mm, points at whole mm of the atlas's RAS, x fastest. A point without a
 * name of its own takes that of the nearest named one within {@link #REACH_MM}. Sides are by position, left of x = 0 and right of it,
 * whatever half an atlas's label names: labels of a side go a few mm over the midline, and the Talairach labels have some that lie on the
 * other side altogether. Immutable.
 */
final class PlaceMap {

    /** Covers sulci and what an affine map leaves between two brains' surfaces; beyond it a name would be a guess. */
    static final int REACH_MM = 5;

    /** A point this near to the midline lies on it, whatever the rounding; it is named as the left. */
    static final double ON_PLANE_MM = 1e-6;

    /** A hair above it: what lies midway between two points falls to the same one whatever the rounding. */
    private static final double HALF = 0.5 + 1e-9;

    private static final int FAR = Integer.MAX_VALUE;

    private final int x0;
    private final int y0;
    private final int z0;
    private final int width;
    private final int height;
    private final int depth;

    /** Number of the region at each point; 0 is none. */
    private final char[] nearest;

    /** The points that have a name of their own. */
    private final char[] own;

    private final List<Place> places = new ArrayList<>();

    /** Numbers of a region's two places, by its own number; the same where it lies across the midline. */
    private final int[] left;

    private final int[] right;

    PlaceMap(BrainAtlas atlas) {
        Grid grid = atlas.labels().grid();
        double[] box = box(grid);
        this.x0 = (int) Math.floor(box[0]) - REACH_MM;
        this.y0 = (int) Math.floor(box[1]) - REACH_MM;
        this.z0 = (int) Math.floor(box[2]) - REACH_MM;
        this.width = (int) Math.ceil(box[3]) + REACH_MM + 1 - x0;
        this.height = (int) Math.ceil(box[4]) + REACH_MM + 1 - y0;
        this.depth = (int) Math.ceil(box[5]) + REACH_MM + 1 - z0;
        Map<String, Integer> regions = new LinkedHashMap<>();
        char[] byCode = new char[Character.MAX_VALUE + 1];
        for (int code = 0; code < atlas.places().size(); code++) {
            Optional<Place> place = atlas.places().get(code);
            if (place.isPresent()) {
                byCode[code] = (char) (int) regions.computeIfAbsent(place.get().region(), r -> regions.size() + 1);
            }
        }
        this.left = new int[regions.size() + 1];
        this.right = new int[regions.size() + 1];
        regions.forEach((region, number) -> {
            boolean one = Midline.holds(region);
            places.add(new Place(region, one ? Side.MIDLINE : Side.LEFT));
            left[number] = places.size();
            if (!one) {
                places.add(new Place(region, Side.RIGHT));
            }
            right[number] = places.size();
        });
        this.own = sample(atlas.labels(), byCode);
        this.nearest = spread();
    }

    /** Every place of the atlas; the number of the first is 1. */
    List<Place> places() {
        return places;
    }

    /** Number of the place that a point in the atlas's RAS mm belongs to; 0 is none. */
    int at(double x, double y, double z) {
        int i = (int) Math.floor(x + HALF) - x0;
        int j = (int) Math.floor(y + HALF) - y0;
        int k = (int) Math.floor(z + HALF) - z0;
        boolean inside = i >= 0 && i < width && j >= 0 && j < height && k >= 0 && k < depth;
        return inside ? place(nearest[i + width * (j + height * k)], x) : 0;
    }

    private int place(int region, double x) {
        return region == 0 ? 0 : x <= ON_PLANE_MM ? left[region] : right[region];
    }

    Optional<Place> at(Vec3 p) {
        int number = at(p.x(), p.y(), p.z());
        return number == 0 ? Optional.empty() : Optional.of(places.get(number - 1));
    }

    /** The points named by the atlas itself, of the places that {@code wanted} has: x, y, z in mm each, by the place's number. */
    int[][] points(boolean[] wanted) {
        int[] count = new int[wanted.length];
        for (int at = 0; at < own.length; at++) {
            int number = place(own[at], at % width + x0);
            count[number] += wanted[number] ? 3 : 0;
        }
        int[][] points = new int[wanted.length][];
        for (int n = 0; n < wanted.length; n++) {
            points[n] = new int[count[n]];
        }
        int[] end = new int[wanted.length];
        int at = 0;
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < height; j++) {
                for (int i = 0; i < width; i++) {
                    int number = place(own[at++], i + x0);
                    if (wanted[number]) {
                        points[number][end[number]++] = i + x0;
                        points[number][end[number]++] = j + y0;
                        points[number][end[number]++] = k + z0;
                    }
                }
            }
        }
        return points;
    }

    private static double[] box(Grid grid) {
        double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, -1e9, -1e9, -1e9};
        for (int corner = 0; corner < 8; corner++) {
            Vec3 p = grid.indexToRas()
                    .apply(
                            (corner & 1) * (grid.sizeI() - 1.0),
                            (corner >> 1 & 1) * (grid.sizeJ() - 1.0),
                            (corner >> 2 & 1) * (grid.sizeK() - 1.0));
            double[] at = {p.x(), p.y(), p.z()};
            for (int a = 0; a < 3; a++) {
                box[a] = Math.min(box[a], at[a]);
                box[3 + a] = Math.max(box[3 + a], at[a]);
            }
        }
        return box;
    }

    private char[] sample(Volume labels, char[] byCode) {
        Grid grid = labels.grid();
        Affine index = grid.indexToRas().inverse();
        char[] numbers = new char[Math.multiplyExact(Math.multiplyExact(width, height), depth)];
        IntStream.range(0, depth).parallel().forEach(k -> {
            for (int j = 0; j < height; j++) {
                Vec3 row = index.apply(x0, y0 + j, z0 + k);
                for (int i = 0; i < width; i++) {
                    int vi = (int) Math.floor(row.x() + i * index.i().x() + HALF);
                    int vj = (int) Math.floor(row.y() + i * index.i().y() + HALF);
                    int vk = (int) Math.floor(row.z() + i * index.i().z() + HALF);
                    if (vi >= 0 && vi < grid.sizeI() && vj >= 0 && vj < grid.sizeJ() && vk >= 0 && vk < grid.sizeK()) {
                        numbers[i + width * (j + height * k)] =
                                byCode[(int) labels.voxels().get(grid.index(vi, vj, vk))];
                    }
                }
            }
        });
        return numbers;
    }

    /**
     * The nearest named point, axis by axis: the nearest in a row, then the nearest of rows, then of planes.
     */
    private char[] spread() {
        char[] number = new char[own.length];
        int[] squared = new int[own.length];
        IntStream.range(0, height * depth).parallel().forEach(row -> alongRow(row * width, number, squared));
        IntStream.range(0, depth).parallel().forEach(k -> columns(k * width * height, width, height, number, squared));
        IntStream.range(0, height).parallel().forEach(j -> columns(j * width, width * height, depth, number, squared));
        return number;
    }

    private void alongRow(int base, char[] number, int[] squared) {
        Arrays.fill(squared, base, base + width, FAR);
        for (int i = 0; i < width; i++) {
            int from = own[base + i];
            if (from == 0) {
                continue;
            }
            for (int to = Math.max(0, i - REACH_MM); to <= Math.min(width - 1, i + REACH_MM); to++) {
                int d = (to - i) * (to - i);
                if (d < squared[base + to]) {
                    squared[base + to] = d;
                    number[base + to] = (char) from;
                }
            }
        }
    }

    /** Along an axis of {@code n} points {@code stride} apart, for all x of a plane. */
    private void columns(int base, int stride, int n, char[] number, int[] squared) {
        char[] line = new char[n];
        int[] distance = new int[n];
        for (int x = 0; x < width; x++) {
            for (int q = 0; q < n; q++) {
                line[q] = number[base + x + q * stride];
                distance[q] = squared[base + x + q * stride];
            }
            for (int q = 0; q < n; q++) {
                int best = distance[q];
                char found = line[q];
                for (int p = Math.max(0, q - REACH_MM); best > 0 && p <= Math.min(n - 1, q + REACH_MM); p++) {
                    int d = distance[p] == FAR ? FAR : distance[p] + (p - q) * (p - q);
                    if (d < best && d <= REACH_MM * REACH_MM) {
                        best = d;
                        found = line[p];
                    }
                }
                number[base + x + q * stride] = found;
                squared[base + x + q * stride] = best;
            }
        }
    }
}
