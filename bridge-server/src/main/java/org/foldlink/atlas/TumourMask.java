package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * The whole tumour of a labelmap.
 *
 * @param volume UINT8 on the labels' grid: 1 in the tumour, else 0
 * @param warnings about labels that are no part of it
 */
record TumourMask(Volume volume, List<String> warnings) {

    private static final double GRID_TOLERANCE_MM = 0.01;

    TumourMask {
        warnings = List.copyOf(warnings);
    }

    static void checkGrids(Grid image, Grid labels) throws SiteException {
        if (!labels.matches(image, GRID_TOLERANCE_MM)) {
            throw new SiteException("labels are on another grid than the image: labels " + text(labels) + "; image "
                    + text(image) + " (expected the same size and place within " + GRID_TOLERANCE_MM
                    + " mm); give the image that the labels were made of, or resample the labels onto the image");
        }
    }

    static TumourMask of(Volume labels, SortedMap<Integer, String> parts) throws SiteException {
        if (parts.isEmpty() || parts.firstKey() < 1 || parts.lastKey() > Character.MAX_VALUE) {
            throw new SiteException("parts of the tumour are " + names(parts)
                    + " (expected label values 1 to 65535 with names, such as 1 necrosis, 2 oedema)");
        }
        boolean[] wanted = new boolean[Character.MAX_VALUE + 1];
        parts.keySet().forEach(v -> wanted[v] = true);
        Grid grid = labels.grid();
        Volume mask = Volume.allocate(grid, VoxelType.UINT8);
        SortedMap<Double, Long> others = new TreeMap<>();
        boolean any = false;
        int width = grid.sizeI();
        float[] row = new float[width];
        char[] ones = new char[width];
        for (long at = 0; at < grid.count(); at += width) {
            labels.voxels().read(at, row, 0, width);
            boolean some = false;
            for (int i = 0; i < width; i++) {
                float v = row[i];
                ones[i] = 0;
                if (v != 0) {
                    if (v > 0 && v <= Character.MAX_VALUE && v == (char) v && wanted[(char) v]) {
                        ones[i] = 1;
                        some = true;
                    } else {
                        others.merge((double) v, 1L, Long::sum);
                    }
                }
            }
            if (some) {
                mask.voxels().write(at, 1, ones, width);
                any = true;
            }
        }
        if (!any) {
            throw new SiteException("labels have no tumour (expected voxels of " + names(parts)
                    + (others.isEmpty() ? "" : "; they have " + values(others)) + "); nothing to locate");
        }
        return new TumourMask(mask, warnings(others, grid));
    }

    private static List<String> warnings(SortedMap<Double, Long> others, Grid grid) {
        List<String> warnings = new ArrayList<>();
        if (!others.isEmpty()) {
            long voxels = others.values().stream().mapToLong(n -> n).sum();
            warnings.add(String.format(
                    Locale.ROOT,
                    "%.2f ml of the labels are no part of the tumour and were left out: they have %s",
                    voxels * grid.voxelVolume() / 1000,
                    values(others)));
        }
        return warnings;
    }

    private static String names(SortedMap<Integer, String> parts) {
        return parts.isEmpty()
                ? "none"
                : parts.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** The first few: a labelmap may be an image by mistake. */
    private static String values(Map<Double, Long> others) {
        String first = others.keySet().stream()
                .limit(5)
                .map(v -> v == Math.rint(v) ? String.format(Locale.ROOT, "%.0f", v) : String.valueOf(v))
                .collect(Collectors.joining(", "));
        return "label " + first + (others.size() > 5 ? " and " + (others.size() - 5) + " more values" : "");
    }

    private static String text(Grid g) {
        Vec3 s = g.spacing();
        Vec3 c = g.centre();
        return String.format(
                Locale.ROOT,
                "%d x %d x %d voxels of %.2f x %.2f x %.2f mm about RAS (%.1f, %.1f, %.1f)",
                g.sizeI(),
                g.sizeJ(),
                g.sizeK(),
                s.x(),
                s.y(),
                s.z(),
                c.x(),
                c.y(),
                c.z());
    }
}
