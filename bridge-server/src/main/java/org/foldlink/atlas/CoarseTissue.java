package org.foldlink.atlas;

import static org.foldlink.atlas.CoarseAnatomy.BRAINSTEM;
import static org.foldlink.atlas.CoarseAnatomy.CALLOSUM;
import static org.foldlink.atlas.CoarseAnatomy.CAUDATE_HEAD;
import static org.foldlink.atlas.CoarseAnatomy.CEREBRUM;
import static org.foldlink.atlas.CoarseAnatomy.CISTERNS;
import static org.foldlink.atlas.CoarseAnatomy.FOURTH_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.LATERAL_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.LENTIFORM;
import static org.foldlink.atlas.CoarseAnatomy.THALAMUS;
import static org.foldlink.atlas.CoarseAnatomy.THIRD_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.cerebellarDepth;
import static org.foldlink.atlas.CoarseAnatomy.isInfratentorial;
import static org.foldlink.atlas.CoarseAnatomy.sylvianFissure;

/**
 * How bright a point of the coarse brain is in a T1-weighted image, 0 (outside) to 255. Points are as in {@link Shape}.
 *
 * <p>The model has no gyri. What they are on average is a cortex that grows brighter with depth, below the surface as below the great
 * fissures: that is what an affine registration sees of them.
 */
final class CoarseTissue {

    private static final double CSF = 45;
    private static final double CISTERN = 70;
    private static final double GREY = 175;
    private static final double WHITE = 205;

    private static final double[] CORTEX_DEPTH = {0, 1, 3, 5, 7, 9, 13, 17, 21, 30};
    private static final double[] CORTEX = {70, 97, 133, 153, 164, 171, 181, 188, 193, 197};
    private static final double[] FOLIA_DEPTH = {0, 1.5, 4.5, 7.5, 10.5, 16, 25};
    private static final double[] FOLIA = {50, 65, 112, 132, 142, 152, 162};
    private static final double[] STEM_DEPTH = {0, 2, 5};
    private static final double[] STEM = {120, 165, 175};

    private CoarseTissue() {}

    static double at(double side, double y, double z) {
        double stem = z < 0 ? BRAINSTEM.depth(side, y, z) : -1;
        double cerebellum = cerebellarDepth(side, y, z);
        if ((stem > 0 || cerebellum > 0) && FOURTH_VENTRICLE.holds(side, y, z)) {
            return CSF;
        }
        if (stem > 0) {
            return ramp(STEM_DEPTH, STEM, stem);
        }
        if (cerebellum > 0) {
            return ramp(FOLIA_DEPTH, FOLIA, cerebellum);
        }
        double depth = CEREBRUM.depth(side, y, z);
        if (depth <= 0 || isInfratentorial(side, y, z)) {
            return 0;
        }
        return cerebrum(side, y, z, depth);
    }

    private static double cerebrum(double side, double y, double z, double depth) {
        if (THIRD_VENTRICLE.holds(side, y, z)) {
            return CSF;
        }
        if (CALLOSUM.holds(side, y, z)) {
            return WHITE;
        }
        if (LATERAL_VENTRICLE.holds(side, y, z)) {
            return CSF;
        }
        if (CISTERNS.holds(side, y, z)) {
            return CISTERN;
        }
        if (THALAMUS.holds(side, y, z) || LENTIFORM.holds(side, y, z) || CAUDATE_HEAD.holds(side, y, z)) {
            return GREY;
        }
        return ramp(CORTEX_DEPTH, CORTEX, Math.min(depth, Math.min(fissure(side, y, z), sylvian(side, y, z))));
    }

    /** mm from the medial surface, where the hemispheres are two: outside of the arch of the corpus callosum. */
    private static double fissure(double side, double y, double z) {
        double a = (y + 4) / 38;
        double b = (z - 6) / 26;
        return a * a + b * b > 1 && z > -24 ? Math.max(side - 1, 0) : Double.POSITIVE_INFINITY;
    }

    /** mm from the Sylvian fissure's walls, outwards of the insula. */
    private static double sylvian(double side, double y, double z) {
        return side > 36 && y < 22 && y > -46
                ? Math.max(1.2 * Math.abs(z - sylvianFissure(y)) - 0.6, 0)
                : Double.POSITIVE_INFINITY;
    }

    private static double ramp(double[] at, double[] value, double depth) {
        int n = 1;
        while (n < at.length - 1 && depth > at[n]) {
            n++;
        }
        double t = Math.max(0, Math.min(1, (depth - at[n - 1]) / (at[n] - at[n - 1])));
        return value[n - 1] + t * (value[n] - value[n - 1]);
    }
}
