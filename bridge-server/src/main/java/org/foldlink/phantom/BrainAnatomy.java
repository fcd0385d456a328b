package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * A healthy brain without its skull. Axes as RAS, mm; the origin lies on the midline between the thalami.
 *
 * @param mask everything that is left of the head; what nothing else fills is fluid
 * @param bridge where the hemispheres are joined: the fissure between them ends on it
 * @param stem of the brain, without a cortex
 * @param fissure half its width
 * @param cortex its thickness
 * @param gliosis how far bright white matter reaches from the ventricles; 0 for none
 */
record BrainAnatomy(
        Shape mask,
        Shape cerebrum,
        Shape cerebellum,
        Shape bridge,
        Shape stem,
        Shape ventricles,
        Shape deepGrey,
        Shape vessels,
        Folding gyri,
        Folding folia,
        double fissure,
        double cortex,
        double gliosis) {

    static BrainAnatomy draw(Draw draw) {
        Shape cerebellum = Shapes.union(
                8,
                Shapes.ellipsoid(new Vec3(25, -50, -44), new Vec3(27, 28, 23), 0, 12, 0),
                Shapes.ellipsoid(new Vec3(-25, -50, -44), new Vec3(27, 28, 23), 0, -12, 0));
        Shape cerebrum = hemispheres(draw.fork(1), cerebellum);
        Shape stem = Shapes.tube(
                6,
                new Vec3[] {new Vec3(0, -12, -8), new Vec3(0, -15, -34), new Vec3(0, -26, -84)},
                new double[] {13, 14.5, 7});
        Shape whole = Shapes.union(14, Shapes.union(10, cerebrum, cerebellum), stem);
        double atrophy = draw.unit();
        return new BrainAnatomy(
                Shapes.inflate(whole, 0.6 + 1.4 * atrophy),
                cerebrum,
                cerebellum,
                Shapes.union(10, Shapes.ellipsoid(0, -4, 4, 36, 46, 26), Shapes.inflate(stem, 6)),
                stem,
                cavities(draw.fork(2), 0.75 + 0.9 * atrophy),
                nuclei(),
                veins(draw.fork(3), cerebrum),
                new Folding(draw.next(), draw.in(10.5, 13.5), draw.in(13, 19), 0.6 + 1.3 * atrophy),
                new Folding(draw.next(), draw.in(8, 10), 14, 0.9),
                0.7 + 1.2 * atrophy,
                draw.in(2.6, 3.6),
                draw.chance(0.45) ? draw.in(1.5, 6) * (0.4 + atrophy) : 0);
    }

    private static Shape hemispheres(Draw draw, Shape cerebellum) {
        Shape[] sides = new Shape[2];
        for (int n = 0; n < 2; n++) {
            double side = n == 0 ? 1 : -1;
            Shape hemisphere = Shapes.ellipsoid(
                    new Vec3(side * 24, draw.around(-2, 3), 9),
                    new Vec3(draw.around(43, 2), draw.around(85, 2), draw.around(55, 2)),
                    0,
                    side * 6,
                    side * -2);
            // Flat from below, lower behind than in front; the temporal lobe hangs beneath.
            Shape above = Shapes.ellipsoid(new Vec3(0, 10, 480), new Vec3(500, 500, 500), 0, 0, 0);
            Shape temporal = Shapes.ellipsoid(
                    new Vec3(side * draw.around(46, 2), draw.around(2, 4), -22),
                    new Vec3(19, draw.around(41, 3), draw.around(20, 2)),
                    -10,
                    0,
                    side * 8);
            Shape lobe = Shapes.union(6, Shapes.within(hemisphere, above, 0), temporal);
            sides[n] = Shapes.minus(4, lobe, Shapes.inflate(cerebellum, 2.5));
        }
        return Shapes.union(4, sides[0], sides[1]);
    }

    private static Shape cavities(Draw draw, double wide) {
        Shape all = Shapes.union(
                2,
                Shapes.ellipsoid(0, -3, -1, 1.3 + wide, 13, 9),
                Shapes.ellipsoid(0, -33, -38, 6 * wide, 4 + wide, 9));
        for (int side = -1; side <= 1; side += 2) {
            double w = wide * draw.around(1, 0.18);
            Shape body = Shapes.tube(
                    5,
                    new Vec3[] {
                        new Vec3(side * 10, 33, 8),
                        new Vec3(side * 7, 18, 17),
                        new Vec3(side * 10, -10, 22),
                        new Vec3(side * 22, -36, 12),
                        new Vec3(side * 24, -52, 5)
                    },
                    new double[] {4.2 * w, 4.6 * w, 4.4 * w, 6.2 * w, 2.5 * w});
            Shape horn = Shapes.tube(
                    4,
                    new Vec3[] {new Vec3(side * 22, -36, 12), new Vec3(side * 33, -26, -10), new Vec3(side * 34, 0, -20)
                    },
                    new double[] {4.5 * w, 2.6 * w, 1.6 * w});
            all = Shapes.union(2, all, Shapes.union(3, body, horn));
        }
        return all;
    }

    private static Shape nuclei() {
        Shape all = Shapes.ellipsoid(0, -8, -2, 3, 4, 3);
        for (int side = -1; side <= 1; side += 2) {
            Shape thalamus = Shapes.ellipsoid(new Vec3(side * 12, -11, 5), new Vec3(8, 14, 8.5), 0, 0, side * 20);
            Shape lentiform = Shapes.ellipsoid(new Vec3(side * 25, 5, 1), new Vec3(6.5, 16, 9), 0, 0, side * -12);
            Shape caudate = Shapes.tube(
                    4,
                    new Vec3[] {new Vec3(side * 15, 24, 8), new Vec3(side * 16, 8, 20), new Vec3(side * 20, -18, 22)},
                    new double[] {5.5, 4, 2});
            all = Shapes.union(1, all, Shapes.union(1, thalamus, Shapes.union(1, lentiform, caudate)));
        }
        return all;
    }

    /** A few cortical veins and arteries near the surface: bright after contrast agent and no tumour. */
    private static Shape veins(Draw draw, Shape cerebrum) {
        Shape all = Shapes.tube(
                3,
                new Vec3[] {new Vec3(0, -62, 48), new Vec3(0, -78, 20), new Vec3(2, -82, -6)},
                new double[] {1.6, 2.2, 2.4});
        for (int side = -1; side <= 1; side += 2) {
            all = Shapes.union(
                    1,
                    all,
                    Shapes.tube(
                            2,
                            new Vec3[] {
                                new Vec3(side * 6, 12, -18), new Vec3(side * 24, 14, -14), new Vec3(side * 44, 6, -2)
                            },
                            new double[] {1.6, 1.5, 1}));
        }
        for (int n = 0; n < 7; n++) {
            Vec3 way = new Vec3(draw.in(-1, 1), draw.in(-1, 1), draw.in(0, 1)).unit();
            Vec3 at = onSurface(cerebrum, way);
            Vec3 next = onSurface(
                    cerebrum,
                    way.plus(new Vec3(draw.around(0, 0.5), draw.around(0, 0.5), draw.around(0, 0.3)))
                            .unit());
            all = Shapes.union(1, all, Shapes.capsule(at, next, draw.in(0.8, 1.6), 0.7));
        }
        return all;
    }

    private static Vec3 onSurface(Shape shape, Vec3 way) {
        double low = 0;
        double high = 150;
        while (high - low > 0.5) {
            double middle = (low + high) / 2;
            Vec3 p = way.times(middle).plus(new Vec3(0, 0, 5));
            if (shape.distance(p.x(), p.y(), p.z()) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return way.times(low - 1).plus(new Vec3(0, 0, 5));
    }

    /** mm from the fissure between the hemispheres, negative within it. */
    double fromFissure(double x, double y, double z) {
        double joined = Math.max(0, -bridge.distance(x, y, z));
        return Math.sqrt(x * x + joined * joined) - fissure;
    }

    /** mm from the fluid about cerebrum and cerebellum, negative within it. */
    double fromFluid(double x, double y, double z) {
        double own = -cerebrum.distance(x, y, z);
        double cerebral = Math.min(gyri.fromFluid(x, y, z, own), fromFissure(x, y, z));
        double under = -cerebellum.distance(x, y, z);
        return under <= 0 ? cerebral : Math.max(cerebral, folia.fromFluid(x, y, z, under));
    }
}
