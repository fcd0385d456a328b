package org.foldlink.atlas;

import java.util.List;

/**
 * The solids and sulci of which the coarse brain is made, in Talairach space as {@link Shape} has it. Where the figures come from:
 * docs/decisions/atlas.md.
 */
final class CoarseAnatomy {

    static final Shape CEREBRUM = union(
            new Shape.Ellipsoid(0, -22, 3, 70.5, 94.5, 82.5, 72.5, 33, 0),
            new Shape.Ellipsoid(28, -14, -17, 37, 44, 24));

    /** As far up as the tentorium lets it. */
    static final Shape CEREBELLUM = new Shape.Ellipsoid(0, -54, -27, 34, 36, 36, 29, 29, 21);

    static final Shape BRAINSTEM =
            tube(0, knot(0, -20, -6, 15), knot(0, -26, -26, 16), knot(0, -40, -46, 10), knot(0, -44, -64, 8));

    /** Frontal horn, body and trigone, with its temporal and its occipital horn. */
    static final Shape LATERAL_VENTRICLE = union(
            tube(
                    0,
                    knot(7, 28, 2, 3),
                    knot(9, 12, 11, 5),
                    knot(9, 0, 18, 4),
                    knot(11, -20, 22, 4),
                    knot(20, -36, 17, 4.5),
                    knot(26, -44, 6, 5),
                    knot(32, -34, -6, 3),
                    knot(34, -16, -14, 2.5)),
            tube(0, knot(26, -44, 6, 4.5), knot(24, -64, 6, 2)));

    static final Shape THIRD_VENTRICLE = new Shape.Ellipsoid(0, -12, 0, 3, 14, 10);

    static final Shape FOURTH_VENTRICLE = tube(0, knot(0, -36, -24, 3), knot(0, -46, -32, 5), knot(0, -46, -42, 2));

    /** From the rostrum round the genu and along the body to the splenium. */
    static final Shape CALLOSUM = tube(
            10,
            knot(0, 24, -2, 2),
            knot(0, 30, 6, 4.5),
            knot(0, 22, 17, 3.5),
            knot(0, 5, 23, 3.5),
            knot(0, -15, 25, 3.5),
            knot(0, -30, 20, 4),
            knot(0, -38, 11, 5));

    /** With the geniculate bodies below it. */
    static final Shape THALAMUS =
            union(new Shape.Ellipsoid(12, -20, 9, 14, 17, 11), new Shape.Ellipsoid(20, -26, -3, 5, 5, 5));

    /** Caudate, lentiform nucleus and what lies between them. */
    static final Shape BASAL_GANGLIA = new Shape.Ellipsoid(16, -2, 9, 18, 32, 21);

    static final Shape LENTIFORM = new Shape.Ellipsoid(24, 0, 4, 8, 18, 11);

    static final Shape CAUDATE_HEAD = new Shape.Ellipsoid(12, 10, 10, 6, 14, 9);

    /** With its white matter, to the claustrum. */
    static final Shape INSULA = new Shape.Ellipsoid(37, -2, 9, 12, 33, 19);

    /** The cingulate gyrus's outer border, towards the midline. */
    static final Shape CINGULATE = new Shape.Ellipsoid(0, -11, 2, 1000, 55.5, 56.5, 45.5, 45.5, 0);

    /** The sella and what lies above it, to the hypothalamus. */
    static final Shape PITUITARY = new Shape.Ellipsoid(0, 0, -21, 10, 12, 13);

    /** Suprasellar and interpeduncular cisterns, and that above the cerebellum. */
    static final Shape CISTERNS =
            union(new Shape.Ellipsoid(0, -4, -20, 14, 14, 7), new Shape.Ellipsoid(0, -40, 2, 12, 6, 5));

    private static final double CEREBELLUM_FRONT = -24;

    private CoarseAnatomy() {}

    /** y of the central sulcus: it runs forwards from the vertex to the Sylvian fissure. */
    static double centralSulcus(double side) {
        return 0.65 * side - 46;
    }

    /** z of the Sylvian fissure: it rises backwards, and sinks steeply round the frontal operculum. */
    static double sylvianFissure(double y) {
        return Math.min(6 - 0.42 * y - 0.88 * Math.max(y - 10, 0), 29);
    }

    /** y of the border of the occipital lobe: the parieto-occipital sulcus, and the line from it to the preoccipital notch. */
    static double occipitalBorder(double side, double z) {
        return -66.5 - (side < 30 ? 0.42 : 0.59) * Math.max(z - 5, 0);
    }

    /** Whether a point lies below the tentorium, which sinks outwards, and from its notch forwards and backwards. */
    static boolean isInfratentorial(double side, double y, double z) {
        return tentorium(side, y) - z > 0 && y < CEREBELLUM_FRONT;
    }

    private static double tentorium(double side, double y) {
        return -1.5 - 0.38 * side - 0.49 * Math.max(-70 - y, 0) - 0.65 * Math.max(y + 45, 0);
    }

    /** mm below the cerebellum's surface, the tentorium's side of it included. */
    static double cerebellarDepth(double side, double y, double z) {
        double depth = Math.min(CEREBELLUM.depth(side, y, z), tentorium(side, y) - z);
        return Math.min(depth, CEREBELLUM_FRONT - y);
    }

    private static Shape tube(double flat, Shape.Knot... knots) {
        return new Shape.Tube(flat, List.of(knots));
    }

    private static Shape.Knot knot(double side, double y, double z, double radius) {
        return new Shape.Knot(side, y, z, radius);
    }

    private static Shape union(Shape... parts) {
        return new Shape.Union(List.of(parts));
    }
}
