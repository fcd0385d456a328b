package org.foldlink.atlas.registration;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** A pose that may be the right one. */
final class Candidate {

    private final Pose pose;
    private final double[] p;
    private final double cost;

    Candidate(Pose pose, double[] p, double cost) {
        this.pose = pose;
        this.p = p;
        this.cost = cost;
    }

    Pose pose() {
        return pose;
    }

    /** Its numbers: {@link Pose#SIMILARITY} or {@link Pose#AFFINE} of them. */
    double[] p() {
        return p;
    }

    /** Less is better. */
    double cost() {
        return cost;
    }

    /** The template's RAS mm to the image's. */
    Affine map() {
        return pose.map(p);
    }

    Candidate affine() {
        return new Candidate(pose, Arrays.copyOf(p, Pose.AFFINE), cost);
    }

    /** The greatest distance in mm between where the two put the same point, of six about the brain's border. */
    static double apart(Affine a, Affine b, Vec3 centreTemplate) {
        double most = 0;
        for (int n = 0; n < 6; n++) {
            double s = n % 2 == 0 ? Pose.RADIUS : -Pose.RADIUS;
            Vec3 x = centreTemplate.plus(new Vec3(n / 2 == 0 ? s : 0, n / 2 == 1 ? s : 0, n / 2 == 2 ? s : 0));
            most = Math.max(most, a.apply(x).minus(b.apply(x)).norm());
        }
        return most;
    }
}
