package org.foldlink.atlas;

import static org.foldlink.atlas.CoarseAnatomy.BASAL_GANGLIA;
import static org.foldlink.atlas.CoarseAnatomy.BRAINSTEM;
import static org.foldlink.atlas.CoarseAnatomy.CALLOSUM;
import static org.foldlink.atlas.CoarseAnatomy.CEREBELLUM;
import static org.foldlink.atlas.CoarseAnatomy.CEREBRUM;
import static org.foldlink.atlas.CoarseAnatomy.CINGULATE;
import static org.foldlink.atlas.CoarseAnatomy.FOURTH_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.INSULA;
import static org.foldlink.atlas.CoarseAnatomy.LATERAL_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.PITUITARY;
import static org.foldlink.atlas.CoarseAnatomy.THALAMUS;
import static org.foldlink.atlas.CoarseAnatomy.THIRD_VENTRICLE;
import static org.foldlink.atlas.CoarseAnatomy.centralSulcus;
import static org.foldlink.atlas.CoarseAnatomy.isInfratentorial;
import static org.foldlink.atlas.CoarseAnatomy.occipitalBorder;
import static org.foldlink.atlas.CoarseAnatomy.sylvianFissure;

import java.util.Optional;

/** Which region of the coarse atlas a point lies in. Points are as in {@link Shape}. */
final class CoarseLobes {

    /** The lobes reach this far beyond the model's surface, in mm: a brain's own surface is not quite the model's. */
    private static final double MARGIN = 6;

    private CoarseLobes() {}

    static Optional<CoarseRegion> at(double side, double y, double z) {
        if (z < 0 && BRAINSTEM.holds(side, y, z)) {
            return Optional.of(
                    FOURTH_VENTRICLE.holds(side, y, z)
                            ? CoarseRegion.FOURTH_VENTRICLE
                            : z > -16 ? CoarseRegion.MIDBRAIN : z > -40 ? CoarseRegion.PONS : CoarseRegion.MEDULLA);
        }
        if (isInfratentorial(side, y, z) && CEREBELLUM.depth(side, y, z) > -MARGIN) {
            return Optional.of(
                    FOURTH_VENTRICLE.holds(side, y, z) ? CoarseRegion.FOURTH_VENTRICLE : CoarseRegion.CEREBELLUM);
        }
        return CEREBRUM.depth(side, y, z) > -MARGIN ? Optional.of(cerebrum(side, y, z)) : Optional.empty();
    }

    private static CoarseRegion cerebrum(double side, double y, double z) {
        if (THIRD_VENTRICLE.holds(side, y, z)) {
            return CoarseRegion.THIRD_VENTRICLE;
        }
        if (CALLOSUM.holds(side, y, z)) {
            return CoarseRegion.CALLOSUM;
        }
        if (LATERAL_VENTRICLE.holds(side, y, z)) {
            return CoarseRegion.LATERAL_VENTRICLE;
        }
        if (THALAMUS.holds(side, y, z)) {
            return CoarseRegion.THALAMUS;
        }
        if (BASAL_GANGLIA.holds(side, y, z)) {
            return CoarseRegion.BASAL_GANGLIA;
        }
        if (PITUITARY.holds(side, y, z)) {
            return CoarseRegion.PITUITARY;
        }
        if (side < 20 && z > -9 && CINGULATE.holds(0, y, z)) {
            return CoarseRegion.LIMBIC;
        }
        return INSULA.holds(side, y, z) ? CoarseRegion.INSULA : lobe(side, y, z);
    }

    private static CoarseRegion lobe(double side, double y, double z) {
        boolean preoccipital = y > -70 && side > 40 && z > -14 && z < 26;
        if (y < occipitalBorder(side, z) && !preoccipital) {
            return CoarseRegion.OCCIPITAL;
        }
        boolean medialBase = side < 35 && z < 2 + 0.3 * Math.max(-y - 20, 0);
        if (medialBase && y > -52 && y < 10 && !(y > 5 && z > -26)) {
            return CoarseRegion.MESIAL_TEMPORAL;
        }
        boolean orbital = y > 5 && side < 35 && z > -26;
        boolean belowSylvian = side > 24 && y < 27 && z < sylvianFissure(y);
        boolean belowParietal = y < -46 && z < 14;
        if ((!orbital && belowSylvian) || belowParietal || y < occipitalBorder(side, z)) {
            return CoarseRegion.TEMPORAL;
        }
        return y > centralSulcus(side) ? CoarseRegion.FRONTAL : CoarseRegion.PARIETAL;
    }
}
