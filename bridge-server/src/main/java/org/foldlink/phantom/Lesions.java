package org.foldlink.phantom;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/** Tumours: mostly in the liver, some in a kidney or the pancreas, none in some patients. */
final class Lesions {

    /** So near to the middle of the liver every grid about it holds the lesion whole, mm. */
    private static final double MIDDLE = 72;

    private Lesions() {}

    static List<Part> draw(Draw draw, Organs organs, Palette palette, PhantomSpec.Findings findings) {
        return switch (findings) {
            case DRAWN -> anywhere(draw, organs, palette);
            case NONE -> List.of();
            case LIVER_LESION -> inLiver(draw, organs, palette);
        };
    }

    /** One to four, none so small or so faint that a radiologist would pass it over. */
    private static List<Part> inLiver(Draw draw, Organs organs, Palette palette) {
        List<Part> parts = new ArrayList<>();
        int count = draw.chance(0.5) ? 1 : 2 + draw.below(3);
        double contrast = draw.chance(0.8) ? -draw.in(35, 95) : draw.in(45, 100);
        double necrosis = draw.chance(0.3) ? draw.in(15, 50) : 0;
        for (int n = 0; n < count; n++) {
            add(draw, parts, organs.liver(), palette.liver(), contrast, necrosis, 9, 34, true);
        }
        return parts;
    }

    private static List<Part> anywhere(Draw draw, Organs organs, Palette palette) {
        List<Part> parts = new ArrayList<>();
        if (draw.chance(0.13)) {
            return parts;
        }
        int count = draw.chance(0.45) ? 1 : 2 + draw.below(3);
        // One patient's lesions look alike.
        double contrast = draw.chance(0.8) ? -draw.in(25, 80) : draw.in(30, 90);
        double necrosis = draw.chance(0.3) ? draw.in(15, 50) : 0;
        for (int n = 0; n < count; n++) {
            double u = draw.unit();
            if (u < 0.78) {
                add(draw, parts, organs.liver(), palette.liver(), contrast, necrosis, 6, 34, false);
            } else if (u < 0.92) {
                Shape kidney = draw.chance(0.5) ? organs.kidneyRight() : organs.kidneyLeft();
                add(draw, parts, kidney, palette.cortex(), contrast, necrosis, 7, 24, false);
            } else {
                add(draw, parts, organs.pancreas(), palette.pancreas(), contrast, necrosis, 7, 16, false);
            }
        }
        return parts;
    }

    /** Whether a lesion there might be cut by the grid about the organ, lie under the spine or be a rim only. */
    private static boolean isHidden(Shape organ, double x, double y, double z) {
        Vec3 off = new Vec3(x, y, z).minus(organ.bounds().centre());
        double furthest = Math.max(Math.abs(off.x()), Math.max(Math.abs(off.y()), Math.abs(off.z())));
        return organ.distance(x, y, z) > -7 || furthest > MIDDLE || (x < 48 && y < 35);
    }

    private static void add(
            Draw draw,
            List<Part> parts,
            Shape organ,
            double organHu,
            double contrast,
            double necrosis,
            double smallest,
            double largest,
            boolean detectable) {
        double u = draw.unit();
        double r = smallest + (largest - smallest) * u * u;
        Box b = organ.bounds();
        for (int attempt = 0; attempt < 400; attempt++) {
            double x = draw.in(b.min().x(), b.max().x());
            double y = draw.in(b.min().y(), b.max().y());
            double z = draw.in(b.min().z(), b.max().z());
            if (organ.distance(x, y, z) > -0.35 * r || (detectable && isHidden(organ, x, y, z))) {
                continue;
            }
            Shape ball = Shapes.ellipsoid(
                    new Vec3(x, y, z),
                    new Vec3(r * draw.in(0.8, 1.15), r * draw.in(0.8, 1.15), r * draw.in(0.8, 1.15)),
                    draw.in(-40, 40),
                    0,
                    draw.in(-40, 40));
            double angle = draw.in(0, 6.283);
            double aside = r * draw.in(0.3, 0.8);
            Shape lobe = Shapes.ellipsoid(
                    x + aside * StrictMath.cos(angle),
                    y + aside * StrictMath.sin(angle),
                    z + aside * draw.in(-0.6, 0.6),
                    r * draw.in(0.4, 0.75),
                    r * draw.in(0.4, 0.75),
                    r * draw.in(0.4, 0.75));
            Shape mass = Shapes.union(r * 0.4, ball, lobe);
            // It may bulge a little beyond its organ, as tumours do.
            Shape held = Shapes.within(mass, Shapes.inflate(organ, r * 0.15 + 1), 0);
            double hu = organHu + contrast + draw.around(0, 8);
            Tissue solid = Tissue.mottled(hu, draw.in(2, 12), draw.in(4, 12), draw.next());
            Tissue tissue = necrosis > 0 && r > 12
                    ? Tissue.rimmed(solid, r * draw.in(0.25, 0.5), Tissue.mottled(hu - necrosis, 4, 10, draw.next()))
                    : solid;
            parts.add(new Part(held, tissue, PhantomLabel.LESION));
            return;
        }
    }
}
