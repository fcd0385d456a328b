package org.foldlink.phantom;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/**
 * One patient: the skin and, in painting order, everything inside it. Body frame of {@link Shape}.
 *
 * @param skin the outer surface, arms with it where they lie beside the body
 * @param parts later ones lie over earlier ones
 */
record Anatomy(Shape skin, List<Part> parts) {

    /** Bounds of the liver. */
    Box liver() {
        for (Part part : parts) {
            if (part.label() == PhantomLabel.LIVER) {
                return part.bounds();
            }
        }
        throw new IllegalStateException("anatomy without a liver");
    }

    static Anatomy draw(Draw draw, PhantomSpec.Findings findings) {
        Palette palette = Palette.draw(draw.fork(1));
        Torso torso = Torso.draw(draw.fork(2));
        Spine spine = Spine.draw(draw.fork(3));
        Diaphragm diaphragm = Diaphragm.draw(draw.fork(4));
        Organs organs = Organs.draw(draw.fork(5), torso, spine, diaphragm);
        List<Part> parts = new ArrayList<>();
        Shape skin = wrap(draw.fork(6), palette, torso, diaphragm, parts);
        parts.addAll(Skeleton.muscles(draw.fork(7), palette));
        chest(draw.fork(8), palette, torso, diaphragm, parts);
        List<Part> bowel = Bowel.parts(draw.fork(9), palette);
        for (Part p : bowel) {
            // Bowel keeps inside the cavity, and under the lungs.
            Shape held = Shapes.within(Shapes.within(p.shape(), torso.shell(0, 0, 0), 0), diaphragm, 4);
            parts.add(new Part(held, p.bounds(), p.tissue(), p.label()));
        }
        Part stomach = Bowel.stomach(draw.fork(10), palette);
        parts.add(new Part(
                Shapes.within(Shapes.within(stomach.shape(), torso.shell(0, 0, 0), 2), diaphragm, 3),
                stomach.bounds(),
                stomach.tissue(),
                stomach.label()));
        viscera(draw.fork(11), palette, organs, findings, parts);
        parts.addAll(Skeleton.paraspinal(draw.fork(14), palette, spine));
        parts.addAll(Skeleton.bones(draw.fork(12), palette, spine, torso));
        vessels(draw.fork(13), palette, organs, spine, parts);
        return new Anatomy(skin, List.copyOf(parts));
    }

    /** Skin, subcutaneous fat, the muscular wall and the fat of the cavity. */
    private static Shape wrap(Draw draw, Palette palette, Torso torso, Shape diaphragm, List<Part> parts) {
        double u = draw.unit();
        double fat = 4 + 38 * u * u;
        double wall = draw.in(9, 17);
        double sideFat = fat * draw.in(0.7, 1.4);
        Shape trunk =
                torso.shell(wall + sideFat, wall * 0.8 + fat * draw.in(0.7, 1.5), wall + 22 + fat * draw.in(0.4, 1));
        Shape skin = trunk;
        if (draw.chance(0.15)) {
            double out = torso.width(60) + wall + sideFat + draw.in(32, 48);
            for (int side = -1; side <= 1; side += 2) {
                Shape arm = Shapes.capsule(
                        new Vec3(side * out, draw.around(-10, 20), 330),
                        new Vec3(side * (out + 12), draw.around(10, 30), -60),
                        draw.in(36, 46),
                        draw.in(24, 32));
                skin = Shapes.union(4, skin, arm);
            }
        }
        Tissue fatTissue = Tissue.mottled(palette.fat(), draw.in(2, 10), 9, draw.next());
        Tissue skinTissue = Tissue.mottled(draw.in(-40, 40), 5, 8, draw.next());
        Tissue muscle = Tissue.mottled(palette.muscle(), draw.in(2, 14), 5, draw.next());
        parts.add(body(skin, Tissue.rimmed(skinTissue, draw.in(1.2, 2.6), fatTissue)));
        if (skin != trunk) {
            parts.add(body(Shapes.minus(3, Shapes.inflate(skin, -draw.in(6, 11)), Shapes.inflate(trunk, 4)), muscle));
        }
        parts.add(body(torso.shell(wall, wall * 0.8, wall + 20), muscle));
        parts.add(body(Shapes.within(torso.shell(0, 0, 0), diaphragm, 3), fatTissue));
        return skin;
    }

    private static void chest(Draw draw, Palette palette, Torso torso, Diaphragm diaphragm, List<Part> parts) {
        Shape cavity = torso.shell(-2, -2, 4);
        Shape above = new Shape() {
            @Override
            public double distance(double x, double y, double z) {
                return Math.max(cavity.distance(x, y, z), -diaphragm.distance(x, y, z));
            }

            @Override
            public Box bounds() {
                return Shapes.box(0, 0, 400, 260, 260, 320);
            }
        };
        double air = draw.in(-890, -700);
        long seed = draw.next();
        long vessel = draw.next();
        double density = draw.in(0.55, 0.75);
        // Vessels of the lung as bright flecks, denser towards the back.
        Tissue lung = (x, y, z, depth) -> {
            double m = Mottle.at(vessel, x / 5, y / 5, z / 5);
            return m > density
                    ? air + (m - density) * 2500
                    : air - y * 0.6 + 40 * Mottle.at(seed, x / 25, y / 25, z / 25);
        };
        parts.add(body(above, lung));
        Tissue fat = Tissue.mottled(palette.fat(), 8, 10, draw.next());
        parts.add(body(Shapes.ellipsoid(-2, 15, 330, draw.in(26, 36), 95, 140), fat));
        Shape heart = Shapes.ellipsoid(
                new Vec3(draw.around(-22, 10), 55, draw.in(262, 285)),
                new Vec3(draw.in(48, 66), draw.in(42, 54), 52),
                0,
                draw.around(20, 15),
                draw.around(20, 15));
        Shape keep = Shapes.within(Shapes.within(heart, torso.shell(0, 0, 0), 6), diaphragm.above(), 3);
        parts.add(new Part(
                keep,
                heart.bounds(),
                Tissue.rimmed(
                        Tissue.mottled(palette.muscle() + 20, 6, 8, draw.next()),
                        7,
                        Tissue.mottled(palette.heart(), 15, 22, draw.next())),
                PhantomLabel.BODY));
        parts.add(body(
                Shapes.capsule(new Vec3(-14, 32, 195), new Vec3(-4, 18, 420), 8, 8),
                Tissue.mottled(draw.in(20, 60), 10, 6, draw.next())));
    }

    private static void viscera(
            Draw draw, Palette palette, Organs organs, PhantomSpec.Findings findings, List<Part> parts) {
        Tissue fat = Tissue.mottled(palette.fat(), 8, 9, draw.next());
        Tissue liver = Tissue.mottled(palette.liver(), draw.in(1, 8), draw.in(5, 25), draw.next());
        parts.add(new Part(organs.liver(), liver, PhantomLabel.LIVER));
        hepaticVessels(draw, palette, organs, parts);
        parts.add(body(
                organs.fossa(),
                Tissue.rimmed(
                        Tissue.mottled(palette.bowelWall(), 5, 5, draw.next()),
                        2,
                        Tissue.mottled(draw.chance(0.1) ? draw.in(40, 120) : draw.in(-8, 22), 2, 20, draw.next()))));
        parts.add(new Part(
                organs.spleen(),
                Tissue.mottled(palette.spleen(), draw.in(1, 10), draw.in(6, 16), draw.next()),
                PhantomLabel.SPLEEN));
        double capsule = draw.in(0.3, 4.5);
        double thickness = draw.in(5, 9);
        Tissue parenchyma = Tissue.rimmed(
                Tissue.mottled(palette.cortex(), 5, 8, draw.next()),
                thickness,
                Tissue.mottled(palette.medulla(), 8, 9, draw.next()));
        kidney(
                draw,
                palette,
                organs.kidneyRight(),
                organs.sinusRight(),
                capsule,
                fat,
                parenchyma,
                PhantomLabel.KIDNEY_RIGHT,
                parts);
        kidney(
                draw,
                palette,
                organs.kidneyLeft(),
                organs.sinusLeft(),
                capsule,
                fat,
                parenchyma,
                PhantomLabel.KIDNEY_LEFT,
                parts);
        for (int side = -1; side <= 1; side += 2) {
            Vec3 top = new Vec3(side * draw.around(38, 8), draw.around(0, 8), draw.around(188, 8));
            Tissue adrenal = Tissue.mottled(draw.in(10, 70), 4, 6, draw.next());
            parts.add(body(Shapes.capsule(top, top.plus(new Vec3(side * 10, -18, -10)), 3, 2.4), adrenal));
            parts.add(body(Shapes.capsule(top, top.plus(new Vec3(side * -4, -20, -6)), 3, 2.4), adrenal));
        }
        double lobulated = draw.in(3, 30);
        double gap = draw.in(-2, 4);
        parts.add(body(Shapes.inflate(organs.pancreas(), gap), fat));
        parts.add(new Part(
                organs.pancreas(),
                Tissue.mottled(palette.pancreas(), lobulated, draw.in(4, 7), draw.next()),
                PhantomLabel.PANCREAS));
        parts.addAll(Lesions.draw(draw.fork(99), organs, palette, findings));
    }

    private static void kidney(
            Draw draw,
            Palette palette,
            Shape kidney,
            Shape sinus,
            double capsule,
            Tissue fat,
            Tissue parenchyma,
            PhantomLabel label,
            List<Part> parts) {
        parts.add(body(Shapes.inflate(kidney, capsule), fat));
        parts.add(body(sinus, fat));
        parts.add(body(
                Shapes.inflate(sinus, -draw.in(2.5, 6)), Tissue.mottled(palette.renalPelvis(), 5, 10, draw.next())));
        parts.add(new Part(kidney, parenchyma, label));
        if (draw.chance(0.1)) {
            Box b = sinus.bounds();
            Vec3 stone = b.centre().plus(new Vec3(draw.around(0, 6), draw.around(0, 6), draw.around(0, 18)));
            double r = draw.in(1.5, 4);
            parts.add(body(
                    Shapes.ellipsoid(stone.x(), stone.y(), stone.z(), r, r, r),
                    Tissue.mottled(draw.in(300, 1100), 10, 5, draw.next())));
        }
    }

    /** Branches of the portal and hepatic veins: seen inside the liver, and part of it. */
    private static void hepaticVessels(Draw draw, Palette palette, Organs organs, List<Part> parts) {
        Vec3 hilum = new Vec3(32, 42, 168);
        Vec3 cava = new Vec3(20, 10, 222);
        for (int n = 0; n < 16; n++) {
            boolean portal = n % 2 == 0;
            Vec3 from = portal ? hilum : cava;
            Vec3 to = new Vec3(draw.in(-30, 125), draw.in(-40, 90), draw.in(125, 215));
            Vec3 middle =
                    from.plus(to).times(0.5).plus(new Vec3(draw.around(0, 14), draw.around(0, 14), draw.around(0, 14)));
            double r = draw.in(2, 5.5);
            Shape vessel = Shapes.tube(4, new Vec3[] {from, middle, to}, new double[] {r, r * 0.75, r * 0.35});
            parts.add(new Part(
                    Shapes.within(vessel, organs.liver(), 3),
                    vessel.bounds(),
                    Tissue.mottled(portal ? palette.portal() : palette.veins(), 3, 10, draw.next()),
                    PhantomLabel.LIVER));
        }
    }

    private static void vessels(Draw draw, Palette palette, Organs organs, Spine spine, List<Part> parts) {
        Tissue venous = Tissue.mottled(palette.veins(), 5, 12, draw.next());
        Tissue arterial = Tissue.mottled(palette.aorta(), 3, 12, draw.next());
        double r = draw.in(8, 13);
        Vec3[] cava = new Vec3[7];
        double[] radii = new double[7];
        for (int p = 0; p < cava.length; p++) {
            double z = 42 + p * 32;
            double high = Math.max(0, (z - 120) / 100);
            cava[p] = new Vec3(
                    spine.centreX(z) + 17 + 4 * high, spine.centreY(z) + spine.ry() + r * 0.8 + 1 + 12 * high, z);
            radii[p] = r * draw.in(0.8, 1.15);
        }
        parts.add(body(Shapes.tube(6, cava, radii), venous));
        for (int side = -1; side <= 1; side += 2) {
            Vec3 a = new Vec3(0, 34, 46);
            Vec3 b = new Vec3(side * 32, 20, 5);
            Vec3 c = new Vec3(side * 62, 45, -90);
            parts.add(body(Shapes.tube(4, new Vec3[] {a, b, c}, new double[] {6.5, 5.5, 4.5}), arterial));
            Vec3 lower = new Vec3(-4, -12, -4);
            parts.add(body(
                    Shapes.tube(
                            4, new Vec3[] {a.plus(lower), b.plus(lower), c.plus(lower)}, new double[] {7.5, 6.5, 5.5}),
                    venous));
        }
        parts.add(body(
                Shapes.tube(
                        4,
                        new Vec3[] {
                            new Vec3(-82, 8, 172), new Vec3(-35, 38, 158), new Vec3(8, 44, 148), new Vec3(30, 42, 166)
                        },
                        new double[] {3.5, 4.5, 6, 6}),
                Tissue.mottled(palette.portal(), 3, 10, draw.next())));
        parts.add(body(
                Shapes.tube(
                        4,
                        new Vec3[] {new Vec3(-8, 34, 140), new Vec3(-6, 48, 118), new Vec3(8, 62, 40)},
                        new double[] {4.2, 4, 2.5}),
                arterial));
        for (int side = -1; side <= 1; side += 2) {
            parts.add(body(Shapes.capsule(new Vec3(side * 8, 22, 132), new Vec3(side * 56, -8, 134), 4.5, 4), venous));
        }
        parts.add(new Part(organs.aorta(), arterial, PhantomLabel.AORTA));
        if (draw.chance(0.4)) {
            Box b = organs.aorta().bounds();
            int plaques = 2 + draw.below(7);
            for (int n = 0; n < plaques; n++) {
                Vec3 at = new Vec3(
                        b.centre().x() + draw.around(0, 14), b.centre().y() + draw.around(0, 16), draw.in(45, 200));
                Shape plaque =
                        Shapes.within(Shapes.ellipsoid(at.x(), at.y(), at.z(), 5, 5, draw.in(3, 9)), organs.aorta(), 0);
                parts.add(new Part(plaque, Tissue.mottled(draw.in(350, 900), 30, 4, draw.next()), PhantomLabel.AORTA));
            }
        }
    }

    private static Part body(Shape shape, Tissue tissue) {
        return new Part(shape, tissue, PhantomLabel.BODY);
    }
}
