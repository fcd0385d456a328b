package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * A glioma: a core of irregular outline, what of it is necrotic or enhances, the oedema about it and how far it pushes the brain aside. Frame of
 * {@link BrainAnatomy}, mm.
 *
 * @param radius of the core
 * @param rim thickness of the enhancing rim about the necrosis
 * @param nodule the only enhancing part of a tumour of kind {@link Kind#LOW_GRADE}
 * @param reach of the oedema beyond the core
 * @param push share of its way from the middle by which tissue there is pushed outwards
 */
record Glioma(
        Kind kind,
        Vec3 centre,
        double radius,
        Shape mass,
        double rim,
        Shape nodule,
        double reach,
        double push,
        long seed) {

    enum Kind {
        /** Necrotic inside, an enhancing rim about it. */
        NECROTIC,
        /** Enhancing throughout. */
        SOLID,
        /** Not enhancing but for a small nodule. */
        LOW_GRADE
    }

    static Glioma draw(Draw draw, BrainAnatomy brain) {
        double u = draw.unit();
        Kind kind = u < 0.68 ? Kind.NECROTIC : u < 0.84 ? Kind.SOLID : Kind.LOW_GRADE;
        double v = draw.unit();
        double radius = switch (kind) {
            case NECROTIC -> 10 + 15 * v;
            case SOLID -> 6 + 9 * v;
            case LOW_GRADE -> 9 + 14 * v;
        };
        Vec3 centre = place(draw, brain, radius);
        Shape mass = ball(draw, centre, radius);
        for (int n = 0; n < 2; n++) {
            Vec3 off = new Vec3(draw.in(-1, 1), draw.in(-1, 1), draw.in(-1, 1))
                    .unit()
                    .times(radius * 0.7);
            mass = Shapes.union(radius * 0.5, mass, ball(draw, centre.plus(off), radius * draw.in(0.4, 0.75)));
        }
        if (draw.chance(0.12)) {
            Vec3 off = new Vec3(draw.in(-1, 1), draw.in(-1, 1), draw.in(-1, 1))
                    .unit()
                    .times(radius * 1.2 + 9);
            mass = Shapes.union(2, mass, ball(draw, centre.plus(off), draw.in(4, 7)));
        }
        Vec3 at = centre.plus(new Vec3(draw.in(-1, 1), draw.in(-1, 1), draw.in(-1, 1)).times(radius * 0.3));
        return new Glioma(
                kind,
                centre,
                radius,
                mass,
                radius * draw.in(0.16, 0.36) + 1.6,
                ball(draw, at, draw.in(3.2, 6)),
                kind == Kind.LOW_GRADE ? draw.in(2, 8) : draw.in(4, 20),
                draw.in(0.2, 0.5),
                draw.next());
    }

    private static Shape ball(Draw draw, Vec3 centre, double r) {
        return Shapes.ellipsoid(
                centre,
                new Vec3(r * draw.in(0.75, 1.15), r * draw.in(0.75, 1.15), r * draw.in(0.75, 1.15)),
                draw.in(-40, 40),
                0,
                draw.in(-40, 40));
    }

    private static Vec3 place(Draw draw, BrainAnatomy brain, double radius) {
        for (int attempt = 0; attempt < 400; attempt++) {
            double x = draw.sign() * draw.in(12, 58);
            double y = draw.in(-72, 68);
            double z = draw.in(-32, 56);
            if (brain.cerebrum().distance(x, y, z) < -(0.45 * radius + 6)
                    && brain.stem().distance(x, y, z) > radius
                    && brain.ventricles().distance(x, y, z) > 0.2 * radius) {
                return new Vec3(x, y, z);
            }
        }
        return new Vec3(36, -5, 28);
    }

    /** Where in the healthy brain the point lay before the tumour grew, into {@code to}. */
    void toHealthy(double x, double y, double z, double[] to) {
        double dx = x - centre.x();
        double dy = y - centre.y();
        double dz = z - centre.z();
        double t = (dx * dx + dy * dy + dz * dz) / (1.7 * radius * radius);
        double shrink = 1 - push / (1 + t * t);
        to[0] = centre.x() + dx * shrink;
        to[1] = centre.y() + dy * shrink;
        to[2] = centre.z() + dz * shrink;
    }

    /** Signed distance to the core, negative within it, before brain and ventricles bound it. */
    double core(double x, double y, double z) {
        double d = mass.distance(x, y, z);
        if (d > 0.3 * radius + 2) {
            return d;
        }
        double grain = 0.55 * radius;
        return d
                + 0.16 * radius * Mottle.at(seed, x / grain, y / grain, z / grain)
                + 1.2 * Mottle.at(seed + 1, x / 5, y / 5, z / 5);
    }

    /** Signed distance to the part that enhances, necrosis within it counted in; the whole core unless it is of low grade. */
    double enhancing(double x, double y, double z, double core) {
        return kind == Kind.LOW_GRADE ? Math.max(core, nodule.distance(x, y, z)) : core;
    }

    /** Signed distance to the necrosis. */
    double necrosis(double x, double y, double z, double core) {
        return kind == Kind.NECROTIC
                ? core + rim * (1 + 0.55 * Mottle.at(seed + 2, x / 7, y / 7, z / 7))
                : Double.POSITIVE_INFINITY;
    }

    /** Signed distance to core and oedema together, before the brain bounds it. */
    double whole(double x, double y, double z, double core) {
        if (core > 2 * reach + 4) {
            return core;
        }
        double share = 0.75
                + 0.85 * Mottle.at(seed + 3, x / 17, y / 17, z / 17)
                + 0.25 * Mottle.at(seed + 4, x / 7, y / 7, z / 7);
        return core - reach * Math.max(0, share);
    }
}
