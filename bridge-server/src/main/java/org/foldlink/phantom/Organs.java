package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * The labelled organs of one patient as solids, without their tissues. Body frame: +x is the patient's right, where the liver lies.
 *
 * @param fossa the gallbladder
 */
record Organs(
        Shape liver,
        Shape fossa,
        Shape spleen,
        Shape kidneyRight,
        Shape sinusRight,
        Shape kidneyLeft,
        Shape sinusLeft,
        Shape pancreas,
        Shape aorta) {

    static Organs draw(Draw draw, Torso torso, Spine spine, Diaphragm diaphragm) {
        Shape cavity = torso.shell(0, 0, 0);
        Kidney right = Kidney.draw(draw.fork(1), +1, draw.around(126, 22));
        Kidney left = Kidney.draw(draw.fork(2), -1, draw.around(142, 22));
        Shape gallbladder = gallbladder(draw.fork(3));
        return new Organs(
                liver(draw.fork(4), cavity, diaphragm, gallbladder),
                gallbladder,
                spleen(draw.fork(5), cavity, diaphragm),
                Shapes.within(right.body(), diaphragm, 4),
                right.sinus(),
                Shapes.within(left.body(), diaphragm, 4),
                left.sinus(),
                pancreas(draw.fork(6)),
                aorta(draw.fork(7), spine));
    }

    private static Shape liver(Draw draw, Shape cavity, Shape diaphragm, Shape gallbladder) {
        double s = draw.around(1, 0.16);
        Shape right = Shapes.ellipsoid(
                new Vec3(draw.around(72, 10), draw.around(12, 12), draw.around(168, 14)),
                new Vec3(78 * s, 88 * s, 88 * s),
                draw.around(0, 15),
                draw.around(0, 12),
                draw.around(0, 15));
        Shape leftLobe = Shapes.ellipsoid(
                new Vec3(draw.around(-2, 22), draw.around(76, 14), draw.around(188, 16)),
                new Vec3(draw.in(48, 82), draw.in(30, 48), draw.in(26, 46)),
                0,
                draw.around(8, 14),
                draw.around(0, 12));
        Shape tip = Shapes.ellipsoid(
                draw.around(98, 10),
                draw.around(16, 14),
                draw.around(105, 25),
                draw.in(24, 38),
                draw.in(36, 58),
                draw.in(35, 62));
        Shape whole = Shapes.union(28, Shapes.union(25, right, leftLobe), tip);
        Shape visceral = Shapes.ellipsoid(
                new Vec3(draw.around(30, 12), draw.around(-8, 14), draw.around(106, 14)),
                new Vec3(draw.in(44, 62), draw.in(58, 74), draw.in(46, 62)),
                0,
                draw.around(0, 20),
                0);
        Shape hilar = Shapes.capsule(
                new Vec3(20, 50, 150), new Vec3(draw.around(38, 8), 42, draw.in(165, 185)), 16, draw.in(3, 8));
        Shape fissure = Shapes.capsule(
                new Vec3(draw.around(6, 6), 110, 150), new Vec3(draw.around(10, 6), 50, 178), draw.in(5, 12), 3);
        whole = Shapes.minus(14, whole, visceral);
        whole = Shapes.minus(8, whole, hilar);
        whole = Shapes.minus(5, whole, fissure);
        whole = Shapes.minus(5, whole, gallbladder);
        return Shapes.within(Shapes.within(whole, cavity, draw.in(0.5, 4)), diaphragm, draw.in(1, 4));
    }

    private static Shape gallbladder(Draw draw) {
        if (draw.chance(0.2)) {
            // Removed: a point far away, so that it leaves no trace.
            return Shapes.ellipsoid(0, 0, -900, 1, 1, 1);
        }
        double r = draw.in(8, 19);
        return Shapes.tube(
                6,
                new Vec3[] {
                    new Vec3(draw.around(38, 8), 48, 160),
                    new Vec3(draw.around(52, 8), 66, 146),
                    new Vec3(draw.around(60, 10), 84, draw.in(115, 138))
                },
                new double[] {r * 0.5, r * 0.85, r});
    }

    private static Shape spleen(Draw draw, Shape cavity, Shape diaphragm) {
        double s = draw.around(1, 0.28);
        Vec3 centre = new Vec3(draw.around(-108, 8), draw.around(-22, 12), draw.around(184, 16));
        Shape whole = Shapes.ellipsoid(
                centre,
                new Vec3(35 * s, 54 * s, 57 * s),
                draw.around(-15, 20),
                draw.around(-10, 15),
                draw.around(-15, 20));
        Shape hilum = Shapes.ellipsoid(
                centre.x() + 47 * s, centre.y() + 30, centre.z() - 4, 32 * s, draw.in(38, 58), draw.in(45, 70));
        whole = Shapes.minus(6, whole, hilum);
        if (draw.chance(0.4)) {
            Shape cleft = Shapes.ellipsoid(
                    new Vec3(centre.x() - 5, centre.y() + 40 * s, centre.z() + draw.around(0, 25)),
                    new Vec3(35, 22, 4),
                    draw.around(0, 30),
                    0,
                    0);
            whole = Shapes.minus(4, whole, cleft);
        }
        return Shapes.within(Shapes.within(whole, cavity, draw.in(0.5, 4)), diaphragm, draw.in(1, 4));
    }

    private static Shape pancreas(Draw draw) {
        double s = draw.around(1, 0.3);
        double up = draw.around(0, 14);
        double bend = draw.around(0, 12);
        return Shapes.tube(
                9,
                new Vec3[] {
                    new Vec3(draw.around(32, 6), 36, 112 + up),
                    new Vec3(draw.around(28, 6), 42, 132 + up),
                    new Vec3(draw.around(6, 6), 56 + bend * 0.4, 140 + up),
                    new Vec3(-28, 54 + bend, 146 + up + bend * 0.4),
                    new Vec3(-62, 34 + bend * 0.5, 154 + up),
                    new Vec3(draw.around(-90, 8), draw.around(8, 14), draw.around(166, 12) + up)
                },
                new double[] {10 * s, 15 * s, 9.5 * s, 9 * s, 9.5 * s, 8 * s});
    }

    private static Shape aorta(Draw draw, Spine spine) {
        double r = draw.in(7.5, 13.5);
        double wander = draw.around(0, 8);
        double aneurysm = draw.chance(0.12) ? draw.in(4, 18) : 0;
        double at = draw.in(60, 100);
        double end = draw.in(38, 66);
        Vec3[] points = new Vec3[9];
        double[] radii = new double[9];
        for (int p = 0; p < 9; p++) {
            double z = p < 8 ? end + p * 32 : 420;
            double t = (z - 140) / 90;
            double gone = (z - at) / 28;
            // Left of the midline; behind the heart it lies beside the spine rather than in front of it.
            double high = Math.max(0, Math.min(1, (z - 190) / 90));
            radii[p] = r * (0.85 + 0.0008 * (z - 50)) + aneurysm / (1 + gone * gone * gone * gone);
            points[p] = new Vec3(
                    spine.centreX(z) - 10 - 12 * high + wander * t * (1 - high) / (1 + t * t),
                    spine.centreY(z) + spine.ry() + radii[p] + 3 - 12 * high,
                    z);
        }
        return Shapes.tube(6, points, radii);
    }
}
