package org.foldlink.atlas.registration;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/**
 * How alike image and template are where they were brought together, whatever the sequence.
 *
 * <p>The correlation ratio (Roche and others 1998) is the share of the template's variance within the brain that is left no longer once the image's value is known:
 * {@code e = 1 - sum of variances within bins of the image's values / variance}. Any ball has some of it, being bright inside; but what a brain has
 * falls when it is moved. With {@code e'} the greatest of twelve such ratios, of the image moved by 12 mm or turned by 15 degrees about its centre either way along or about each axis, {@link
 * #value} is {@code sqrt((e - e') / (1 - e'))}, or 0 where that is negative.
 */
final class Likeness {

    private static final int BINS = 32;
    private static final double SHIFT_MM = 12;
    private static final double TURN = Math.toRadians(15);

    private final Probe image;
    private final Points points;

    /** @param image of about the points' spacing */
    Likeness(Probe image, Points points) {
        this.image = image;
        this.points = points;
    }

    /**
     * @param map the template's RAS mm to the image's
     * @return 0 unrelated, 1 the same
     */
    double value(Affine map) {
        double here = ratio(map);
        Vec3 centre = map.apply(points.centre());
        Pose about = new Pose(centre, centre);
        double elsewhere = 0;
        for (int n = 0; n < 12; n++) {
            double[] p = new double[Pose.SIMILARITY];
            p[n / 2] = (n % 2 == 0 ? 1 : -1) * (n < 6 ? SHIFT_MM : TURN * Pose.RADIUS);
            elsewhere = Math.max(elsewhere, ratio(about.map(p).after(map)));
        }
        return here > elsewhere ? Math.sqrt((here - elsewhere) / (1 - elsewhere)) : 0;
    }

    /** Share of the template's brain that the image shows. */
    double cover(Affine map) {
        long brain = 0;
        long shown = 0;
        for (int n = 0; n < points.count(); n++) {
            if (points.brain()[n]) {
                brain++;
                shown += Float.isNaN(at(map, n)) ? 0 : 1;
            }
        }
        return (double) shown / Math.max(1, brain);
    }

    private double ratio(Affine map) {
        double[] count = new double[BINS];
        double[] sum = new double[BINS];
        double squares = 0;
        for (int n = 0; n < points.count(); n++) {
            float v = points.brain()[n] ? at(map, n) : Float.NaN;
            if (!Float.isNaN(v)) {
                double t = points.values()[n];
                int bin = Math.min(BINS - 1, (int) (v * BINS));
                count[bin]++;
                sum[bin] += t;
                squares += t * t;
            }
        }
        double all = 0;
        double total = 0;
        double explained = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (count[bin] > 0) {
                all += count[bin];
                total += sum[bin];
                explained += sum[bin] * sum[bin] / count[bin];
            }
        }
        double mean = total * total / Math.max(1, all);
        return squares > mean ? Math.min(1, (explained - mean) / (squares - mean)) : 0;
    }

    private float at(Affine map, int n) {
        float[] at = points.at();
        Vec3 c = points.centre();
        Vec3 p = image.rasToIndex().apply(map.apply(c.x() + at[3 * n], c.y() + at[3 * n + 1], c.z() + at[3 * n + 2]));
        return image.at((float) p.x(), (float) p.y(), (float) p.z());
    }
}
