package org.foldlink.phantom;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/** Muscles and bones behind and around the organs. Body frame, mm. */
final class Skeleton {

    private Skeleton() {}

    /** The muscles on both sides of the spinous processes, which close the cavity at the back. */
    static List<Part> paraspinal(Draw draw, Palette palette, Spine spine) {
        Tissue muscle = Tissue.mottled(palette.muscle(), draw.in(4, 22), 6, draw.next());
        double bulk = draw.in(0.85, 1.2);
        double back = -22 - spine.ry();
        List<Part> parts = new ArrayList<>();
        parts.add(body(Shapes.ellipsoid(0, back + 4, 130, 26, 20, 420), muscle));
        for (int side = -1; side <= 1; side += 2) {
            parts.add(body(Shapes.ellipsoid(side * 37, back - 17, 120, 36 * bulk, 25 * bulk, 380), muscle));
        }
        return parts;
    }

    static List<Part> muscles(Draw draw, Palette palette) {
        List<Part> parts = new ArrayList<>();
        Tissue muscle = Tissue.mottled(palette.muscle(), draw.in(2, 14), 6, draw.next());
        double bulk = draw.in(0.8, 1.25);
        for (int side = -1; side <= 1; side += 2) {
            parts.add(body(Shapes.ellipsoid(side * 70, -42, 70, 18 * bulk, 13 * bulk, 65), muscle));
            parts.add(body(
                    Shapes.tube(
                            12,
                            new Vec3[] {
                                new Vec3(side * 27, -8, 165),
                                new Vec3(side * 42, -4, 95),
                                new Vec3(side * 60, 6, 20),
                                new Vec3(side * 82, 28, -100)
                            },
                            new double[] {6, 15 * bulk, 22 * bulk, 17 * bulk}),
                    muscle));
            parts.add(body(
                    Shapes.ellipsoid(
                            new Vec3(side * 92, -62, -60), new Vec3(72 * bulk, 34 * bulk, 88), 0, 0, side * -12),
                    muscle));
            parts.add(body(Shapes.ellipsoid(side * 112, 10, -30, 24 * bulk, 48 * bulk, 80), muscle));
        }
        return parts;
    }

    static List<Part> bones(Draw draw, Palette palette, Spine spine, Torso torso) {
        List<Part> parts = new ArrayList<>();
        double mottle = draw.in(10, 50);
        Tissue cortex = Tissue.mottled(palette.boneCortex(), 40, 5, draw.next());
        Tissue marrow = Tissue.mottled(palette.boneMarrow(), mottle, 5, draw.next());
        Tissue vertebral = Tissue.rimmed(cortex, draw.in(0.8, 2.2), marrow);
        Tissue pelvic = Tissue.rimmed(cortex, draw.in(1.5, 3.5), marrow);

        parts.add(body(spine.discs(), Tissue.mottled(draw.in(45, 110), 8, 8, draw.next())));
        parts.add(body(spine.canalShape(), Tissue.mottled(draw.in(0, 45), 5, 8, draw.next())));
        Shape sacrum =
                Shapes.ellipsoid(new Vec3(0, -44, -34), new Vec3(draw.in(44, 54), 17, 56), draw.in(-52, -32), 0, 0);
        Shape sacralCanal = Shapes.capsule(new Vec3(0, -38, 5), new Vec3(0, -72, -50), 7, 3);
        parts.add(new Part(Shapes.minus(2, sacrum, sacralCanal), vertebral, PhantomLabel.SPINE));
        parts.add(new Part(spine.vertebrae(), vertebral, PhantomLabel.SPINE));

        double wall = draw.in(4, 9);
        Ribs ribs = new Ribs(
                torso.shell(wall, wall, wall), torso.halfWidth(), spine.pitch(), draw.in(55, 100), draw.in(4, 6.2));
        parts.add(body(ribs, Tissue.rimmed(cortex, 1.8, marrow)));
        Wing wing = new Wing(
                Shapes.ellipsoid(0, 58, 40, draw.in(140, 158), draw.in(126, 142), 150),
                draw.in(3.5, 6),
                draw.in(30, 60));
        parts.add(body(wing, pelvic));
        for (int side = -1; side <= 1; side += 2) {
            parts.add(body(Shapes.ellipsoid(side * 86, 8, -98, 30, 30, 30), pelvic));
            parts.add(
                    body(Shapes.capsule(new Vec3(side * 66, 35, -105), new Vec3(side * 10, 68, -128), 12, 10), pelvic));
        }
        return parts;
    }

    private static Part body(Shape shape, Tissue tissue) {
        return new Part(shape, tissue, PhantomLabel.BODY);
    }

    /** The wings of the ilium: a funnel-like plate about the pelvis, open in front. */
    private record Wing(Shape funnel, double thickness, double crest) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double plate = Math.abs(funnel.distance(x, y, z)) - thickness - Math.max(0, (-20 - y) * 0.08);
            double top = z - (crest - 0.006 * (y - 5) * (y - 5));
            double front = y - 62;
            double inner = 42 - Math.abs(x);
            return Math.max(Math.max(plate, top), Math.max(front, Math.max(inner, -105 - z)));
        }

        @Override
        public Box bounds() {
            return Shapes.box(0, -10, -20, 175, 90, 95);
        }
    }
}
