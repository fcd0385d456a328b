package org.foldlink.phantom;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Vec3;

/** Stomach, colon, small bowel, mesenteric vessels and bladder: everything that lies about the organs and changes from day to day. */
final class Bowel {

    private Bowel() {}

    static List<Part> parts(Draw draw, Palette palette) {
        List<Part> parts = new ArrayList<>();
        mesentery(draw, palette, parts);
        smallBowel(draw, palette, parts);
        colon(draw, palette, parts);
        Shape bladder = Shapes.ellipsoid(
                draw.around(0, 10), 22, draw.in(-100, -70), draw.in(25, 60), draw.in(20, 45), draw.in(18, 42));
        Tissue urine = Tissue.mottled(draw.chance(0.15) ? draw.in(100, 600) : draw.in(-5, 18), 2, 20, draw.next());
        parts.add(body(bladder, Tissue.rimmed(wall(draw, palette), 3, urine)));
        return parts;
    }

    /** Painted later than the rest of the bowel, over the transverse colon. */
    static Part stomach(Draw draw, Palette palette) {
        double full = draw.in(0.6, 1.2);
        double low = draw.in(-25, 10);
        Shape fundus = Shapes.ellipsoid(-62, 5, 200, 36 * full, 40 * full, 34 * full);
        Shape corpus =
                Shapes.ellipsoid(new Vec3(-58, 52, 168 + low), new Vec3(30 * full, 34 * full, 44 * full), 15, 10, 0);
        Shape antrum = Shapes.tube(
                10,
                new Vec3[] {new Vec3(-50, 72, 140 + low), new Vec3(-10, 82, 128 + low), new Vec3(28, 66, 136 + low)},
                new double[] {24 * full, 18 * full, 12 * full});
        Shape whole = Shapes.union(18, Shapes.union(18, fundus, corpus), antrum);
        return body(whole, content(draw, palette, draw.in(2.5, 6), draw.in(60, 95)));
    }

    private static void colon(Draw draw, Palette palette, List<Part> parts) {
        double sag = draw.in(40, 120);
        double r = draw.in(13, 25);
        Vec3[] way = {
            new Vec3(88, 30, -25),
            new Vec3(draw.around(106, 8), 12, 30),
            new Vec3(draw.around(98, 10), 30, draw.in(75, 110)),
            new Vec3(55, draw.in(70, 95), sag + 20),
            new Vec3(-5, draw.in(80, 105), sag),
            new Vec3(-60, draw.in(70, 95), sag + 30),
            new Vec3(-106, 20, draw.in(125, 175)),
            new Vec3(draw.around(-112, 6), -5, 90),
            new Vec3(draw.around(-108, 8), 5, 20),
            new Vec3(-80, 25, -30),
            new Vec3(-30, draw.in(0, 50), draw.in(-60, -20)),
            new Vec3(0, -25, -70),
            new Vec3(0, -35, -125)
        };
        for (int p = 0; p + 1 < way.length; p++) {
            double narrow = p > 5 ? 0.7 : 1;
            double steps = Math.max(2, Math.floor(way[p + 1].minus(way[p]).norm() / (r * 1.3)));
            for (int s = 0; s < steps; s++) {
                Vec3 a = way[p].plus(way[p + 1].minus(way[p]).times(s / steps));
                Vec3 b = way[p].plus(way[p + 1].minus(way[p]).times((s + 1) / steps));
                double ra = r * narrow * draw.in(0.7, 1.25);
                parts.add(body(
                        Shapes.capsule(a, b, ra, ra * 0.75), content(draw, palette, 2.5, a.y() + draw.around(4, 18))));
            }
        }
    }

    private static void smallBowel(Draw draw, Palette palette, List<Part> parts) {
        int loops = 28 + draw.below(44);
        for (int n = 0; n < loops; n++) {
            Vec3 a = new Vec3(draw.around(0, 100), draw.around(58, 60), draw.around(25, 110));
            Vec3 step = new Vec3(draw.in(-1, 1), draw.in(-0.6, 0.6), draw.in(-0.8, 0.8));
            Vec3 b = a.plus(step.unit().times(draw.in(20, 55)));
            Vec3 turn = new Vec3(-step.y(), step.x(), draw.in(-0.5, 0.5));
            Vec3 c = b.plus(turn.unit().times(draw.in(15, 45)));
            double r = draw.in(8, 16);
            Shape loop = Shapes.tube(8, new Vec3[] {a, b, c}, new double[] {r, r * draw.in(0.8, 1.2), r});
            parts.add(body(loop, content(draw, palette, draw.in(1.5, 3), a.y() + draw.in(0, 35))));
        }
    }

    private static void mesentery(Draw draw, Palette palette, List<Part> parts) {
        for (int n = 0; n < 28; n++) {
            Vec3 a = new Vec3(draw.around(0, 30), draw.in(30, 55), draw.in(30, 120));
            Vec3 b = new Vec3(draw.around(0, 100), draw.in(40, 100), draw.in(-50, 110));
            double hu = draw.chance(0.5) ? palette.aorta() : palette.portal();
            double r = draw.in(1.2, 3.4);
            parts.add(body(Shapes.capsule(a, b, r, r * 0.5), Tissue.mottled(hu, 4, 10, draw.next())));
        }
    }

    private static Tissue wall(Draw draw, Palette palette) {
        return Tissue.mottled(palette.bowelWall() + draw.around(0, 15), 6, 6, draw.next());
    }

    private static Tissue content(Draw draw, Palette palette, double thickness, double level) {
        double kind = draw.unit();
        Tissue inside;
        if (kind < 0.35) {
            inside = Tissue.mottled(draw.in(-10, 45), 5, 10, draw.next());
        } else if (kind < 0.6) {
            inside = Tissue.mottled(draw.in(-40, 60), draw.in(20, 70), 7, draw.next());
        } else if (kind < 0.72) {
            inside = Tissue.mottled(draw.in(-350, -60), draw.in(150, 350), draw.in(4, 9), draw.next());
        } else if (kind < 0.8) {
            inside = Tissue.mottled(draw.in(120, 450), 20, 12, draw.next());
        } else {
            inside = Tissue.mottled(draw.in(0, 40), 5, 10, draw.next());
            level -= draw.in(10, 40);
        }
        if (draw.chance(0.65)) {
            inside = Tissue.gasAbove(level, draw.in(-1000, -850), inside);
        }
        return Tissue.rimmed(wall(draw, palette), thickness, inside);
    }

    private static Part body(Shape shape, Tissue tissue) {
        return new Part(shape, tissue, PhantomLabel.BODY);
    }
}
