package org.foldlink.atlas.registration;

/**
 * What registration makes least: the negative {@link MutualInformation} and a little for every deviation from a usual brain in a usual
 * position. A head that fills the template, skull and scalp as its cortex, can share more information with it than a brain that lies right; but then it would
 * be a brain of a size that hardly anyone has.
 *
 * <p>Like the mutual information it holds, not for two threads at once.
 */
final class Cost implements Bfgs.Objective {

    /** In nats for one standard deviation. */
    private static final double WEIGHT = 0.01;

    /** Of the natural logarithm of a scale: brains differ by about 6 % in length. */
    private static final double SCALE_SD = 0.06;

    private static final double SHEAR_SD = 0.05;

    /** In radians: 20 degrees. */
    private static final double TURN_SD = 0.35;

    private final MutualInformation likeness;
    private final Pose pose;
    private final double[] rows = new double[12];

    Cost(MutualInformation likeness, Pose pose) {
        this.likeness = likeness;
        this.pose = pose;
    }

    @Override
    public double at(double[] p, double[] gradient) {
        double information = likeness.at(pose.map(p), rows);
        pose.chain(p, rows, gradient);
        for (int n = 0; n < gradient.length; n++) {
            gradient[n] = -gradient[n];
        }
        return unusual(p, gradient) - information;
    }

    /** Adds its derivative to {@code gradient}. */
    private static double unusual(double[] p, double[] gradient) {
        double cost = 0;
        for (int n = 3; n < 6; n++) {
            double angle = p[n] / Pose.RADIUS;
            cost += squared(angle, TURN_SD);
            gradient[n] += slope(angle, TURN_SD);
        }
        double[] s = Pose.logScales(p);
        for (double scale : s) {
            cost += squared(scale, SCALE_SD);
            gradient[6] += slope(scale, SCALE_SD);
        }
        if (p.length == Pose.AFFINE) {
            gradient[7] += slope(s[0] - s[2], SCALE_SD);
            gradient[8] += slope(s[1] - s[2], SCALE_SD);
            double[] h = Pose.shears(p);
            for (int n = 0; n < 3; n++) {
                cost += squared(h[n], SHEAR_SD);
                gradient[9 + n] += slope(h[n], SHEAR_SD);
            }
        }
        return cost;
    }

    private static double squared(double x, double sd) {
        return WEIGHT * x * x / (sd * sd);
    }

    /** By a parameter in mm. */
    private static double slope(double x, double sd) {
        return 2 * WEIGHT * x / (sd * sd) / Pose.RADIUS;
    }
}
