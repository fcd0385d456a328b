package org.foldlink.atlas;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * How far a mass has pushed the midline beside the ventricles.
 *
 * <p>Where the midline belongs is the plane that the brain mirrors itself about at its front, back and top, where falx and skull hold it.
 * It is sought near the atlas's own, which forgives the registration some millimetres and degrees. Where the midline is, is where the image
 * mirrors itself locally about septum and third ventricle. The shift is the greatest distance of the two, of medians over 14 x 14 mm.
 *
 * @param mm in the patient, positive towards the right; empty where the image does not tell
 * @param reason why it is empty
 */
record MidlineShift(OptionalDouble mm, String reason) {

    private static final double WIDEST_MM = 4;
    private static final double THICKEST_MM = 8;

    /** Of the mirrored sides, for a cell to be trusted. */
    private static final double LEAST_SCORE = 0.5;

    private static final double LEAST_SHARE = 0.5;

    /** Between the quartiles of the trusted cells: a midline is smooth. */
    private static final double MOST_SPREAD_MM = 4;

    private static final int LEAST_RIM = 150;

    /** Half of the patch whose median counts, in cells. */
    private static final int MEDIAN = 3;

    private static final int CELLS = MirrorField.CELLS_Y * MirrorField.CELLS_Z;

    static MidlineShift of(Volume image, Volume exclude, Affine imageToAtlas) {
        Affine steps = image.grid().indexToRas();
        // The gradient of the atlas's x in the patient: across the midline.
        Vec3 across = new Vec3(
                imageToAtlas.i().x(), imageToAtlas.j().x(), imageToAtlas.k().x());
        Vec3 unit = across.unit();
        double width = Math.max(
                Math.abs(steps.i().dot(unit)),
                Math.max(Math.abs(steps.j().dot(unit)), Math.abs(steps.k().dot(unit))));
        if (width > WIDEST_MM) {
            return none("voxels are %.1f mm wide across the midline (expected at most %.0f mm)", width, WIDEST_MM);
        }
        Vec3 spacing = steps.spacing();
        double thick = Math.max(spacing.x(), Math.max(spacing.y(), spacing.z()));
        if (thick > THICKEST_MM) {
            return none("slices are %.1f mm apart (expected at most %.0f mm)", thick, THICKEST_MM);
        }
        MirrorField field = MirrorField.of(image, exclude, imageToAtlas);
        int[] rim = IntStream.range(0, CELLS)
                .filter(c -> isRim(c) && best(field, c) > 0)
                .toArray();
        if (rim.length < LEAST_RIM) {
            return none(
                    "the image shows too little of the brain's front, back and top (%.0f %% of what is needed)",
                    100.0 * rim.length / LEAST_RIM);
        }
        MidlineShift found = measure(field, plane(field, rim));
        return found.mm.isEmpty()
                ? found
                : new MidlineShift(OptionalDouble.of(found.mm.getAsDouble() / across.norm()), "");
    }

    /** In the atlas's mm. */
    private static MidlineShift measure(MirrorField field, double[] plane) {
        double[] off = new double[CELLS];
        Arrays.fill(off, Double.NaN);
        int asked = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            if (inWindow(cell, 0)) {
                asked++;
                off[cell] = peak(field, cell) - at(plane, cell);
            }
        }
        double[] trusted =
                Arrays.stream(off).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (trusted.length < LEAST_SHARE * asked) {
            return none(
                    "the two sides mirror each other in %.0f %% of the middle only (expected at least %.0f %%): "
                            + "little contrast, noise, or a tumour there",
                    100.0 * trusted.length / asked, 100 * LEAST_SHARE);
        }
        double spread = trusted[trusted.length * 3 / 4] - trusted[trusted.length / 4];
        if (spread > MOST_SPREAD_MM) {
            return none(
                    "no one midline fits: half of the places found lie %.0f mm apart (expected at most %.0f mm)",
                    spread, MOST_SPREAD_MM);
        }
        double middle = trusted[trusted.length / 2];
        double greatest = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            if (inWindow(cell, MEDIAN)) {
                double median = median(off, cell);
                // A place far from all others mirrors something else, such as one ventricle about itself.
                boolean same = Math.abs(median - middle) <= MOST_SPREAD_MM;
                greatest = same && Math.abs(median) > Math.abs(greatest) ? median : greatest;
            }
        }
        return new MidlineShift(OptionalDouble.of(greatest), "");
    }

    private static MidlineShift none(String reason, Object... figures) {
        return new MidlineShift(OptionalDouble.empty(), String.format(Locale.ROOT, reason, figures));
    }

    private static int y(int cell) {
        return MirrorField.FIRST_Y + MirrorField.CELL_MM * (cell % MirrorField.CELLS_Y);
    }

    private static int z(int cell) {
        return MirrorField.FIRST_Z + MirrorField.CELL_MM * (cell / MirrorField.CELLS_Y);
    }

    private static boolean isRim(int cell) {
        return y(cell) > 46 || y(cell) < -62 || z(cell) > 58;
    }

    /** About septum and third ventricle: from the genu to the splenium. */
    private static boolean inWindow(int cell, int inset) {
        int mm = inset * MirrorField.CELL_MM;
        return y(cell) >= -20 + mm && y(cell) <= 26 - mm && z(cell) >= mm && z(cell) <= 24 - mm;
    }

    private static double best(MirrorField field, int cell) {
        double best = -1;
        for (int s = 0; s < MirrorField.SHIFTS; s++) {
            best = Math.max(best, field.score(s, cell));
        }
        return best;
    }

    /** Shift in mm of the best score, between the steps by a parabola; NaN where it is too low or at an end. */
    private static double peak(MirrorField field, int cell) {
        int best = 0;
        for (int s = 1; s < MirrorField.SHIFTS; s++) {
            best = field.score(s, cell) > field.score(best, cell) ? s : best;
        }
        if (best == 0 || best == MirrorField.SHIFTS - 1 || field.score(best, cell) < LEAST_SCORE) {
            return Double.NaN;
        }
        double before = field.score(best - 1, cell);
        double after = field.score(best + 1, cell);
        double bend = before - 2 * field.score(best, cell) + after;
        double part = bend < 0 ? Math.max(-0.5, Math.min(0.5, 0.5 * (before - after) / bend)) : 0;
        return (best + part) * MirrorField.STEP_MM - MirrorField.REACH_MM;
    }

    /** Median of the trusted cells about one; 0, which is never the greatest, where fewer than half are. */
    private static double median(double[] off, int cell) {
        int side = 2 * MEDIAN + 1;
        double[] about = new double[side * side];
        int n = 0;
        for (int dz = -MEDIAN; dz <= MEDIAN; dz++) {
            for (int dy = -MEDIAN; dy <= MEDIAN; dy++) {
                double v = off[cell + dy + MirrorField.CELLS_Y * dz];
                if (!Double.isNaN(v)) {
                    about[n++] = v;
                }
            }
        }
        Arrays.sort(about, 0, n);
        return 2 * n < about.length ? 0 : (about[(n - 1) / 2] + about[n / 2]) / 2;
    }

    private static double at(double[] plane, int cell) {
        return plane[0] + plane[1] * y(cell) / 50 + plane[2] * z(cell) / 50;
    }

    /** Offset, and slopes per 50 mm along y and z, with the best mean score at the rim: from coarse steps to fine. */
    private static double[] plane(MirrorField field, int[] rim) {
        double[] best = {0, 0, 0};
        double[] reach = {6, 3, 3};
        for (double step = 1; step >= 0.25; step /= 2) {
            double[] from = best;
            double most = -1;
            for (double a = -reach[0]; a <= reach[0]; a += step) {
                for (double b = -reach[1]; b <= reach[1]; b += step) {
                    for (double c = -reach[2]; c <= reach[2]; c += step) {
                        double[] plane = {from[0] + a, from[1] + b, from[2] + c};
                        double score = 0;
                        for (int cell : rim) {
                            score += Math.max(0, field.scoreAt(at(plane, cell), cell));
                        }
                        if (score > most) {
                            most = score;
                            best = plane;
                        }
                    }
                }
            }
            Arrays.fill(reach, step);
        }
        return best;
    }
}
