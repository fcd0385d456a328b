package org.foldlink.atlas;

import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/** Spaces that public sets come in, by their grid: where registration starts, not where it ends. */
final class KnownSpace {

    /**
     * SRI24's RAS mm (Rohlfing and others 2010; the grid of BraTS: x 0 to -239, y 0 to 239, z 0 to 154) to the Talairach template's. Made by registering
     * SRI24's skull-stripped T1 brain to that template with {@link AtlasRegistration}; {@code RealBrainsTest} makes it again.
     */
    static final Affine SRI24_TO_TALAIRACH = Affine.ofRows(
            1.0138, 0.0082, 0.0093, 119.33, //
            0.0185, 0.9746, 0.1611, -132.20, //
            0.0002, -0.1506, 0.9851, -48.03);

    /** MNI152's RAS mm, as FSL has it, to Talairach's (Lancaster and others 2007). */
    static final Affine MNI_TO_TALAIRACH = Affine.ofRows(
            0.9464, 0.0034, -0.0026, -1.0680, //
            -0.0083, 0.9479, -0.0580, -1.0239, //
            0.0053, 0.0617, 0.9010, 3.1883);

    private static final Vec3 SRI24_CENTRE = new Vec3(-119.5, 119.5, 77);

    /** The middle of MNI152's usual grids, about. */
    private static final Vec3 MNI_CENTRE = new Vec3(0, -18, 19);

    private static final double MNI_CENTRE_MM = 6;

    private static final double AXES = 1e-3;

    /** @param imageToAtlas the image's RAS mm to the atlas's RAS mm */
    record Start(Registered.Method method, Affine imageToAtlas) {}

    private KnownSpace() {}

    /** Where the grid says so. SRI24's origin is not kept by all files; its grid's middle is. */
    static Optional<Start> start(Grid grid, AtlasSpace atlas) {
        return talairach(grid).map(t -> switch (atlas) {
            case TALAIRACH -> t;
            case MNI -> new Start(t.method(), MNI_TO_TALAIRACH.inverse().after(t.imageToAtlas()));
        });
    }

    private static Optional<Start> talairach(Grid grid) {
        if (!straight(grid)) {
            return Optional.empty();
        }
        Vec3 mm = extent(grid);
        if (near(mm, new Vec3(240, 240, 155), 0.5) && near(grid.spacing(), new Vec3(1, 1, 1), 0.01)) {
            return Optional.of(new Start(
                    Registered.Method.SRI24_GRID, SRI24_TO_TALAIRACH.after(shift(SRI24_CENTRE.minus(grid.centre())))));
        }
        boolean mni = near(mm, new Vec3(182, 218, 182), 2) || near(mm, new Vec3(193, 229, 193), 5);
        if (mni && grid.centre().minus(MNI_CENTRE).norm() <= MNI_CENTRE_MM) {
            return Optional.of(new Start(Registered.Method.MNI152_GRID, MNI_TO_TALAIRACH));
        }
        return Optional.empty();
    }

    /** Its axes are the patient's, in any order and direction. */
    private static boolean straight(Grid grid) {
        Affine m = grid.indexToRas();
        return straight(m.i()) && straight(m.j()) && straight(m.k());
    }

    private static boolean straight(Vec3 step) {
        double greatest = Math.max(Math.abs(step.x()), Math.max(Math.abs(step.y()), Math.abs(step.z())));
        return greatest >= (1 - AXES) * step.norm();
    }

    /** In mm along R, A, S. */
    private static Vec3 extent(Grid g) {
        Affine m = g.indexToRas();
        return new Vec3(
                Math.abs(m.i().x()) * g.sizeI() + Math.abs(m.j().x()) * g.sizeJ() + Math.abs(m.k().x()) * g.sizeK(),
                Math.abs(m.i().y()) * g.sizeI() + Math.abs(m.j().y()) * g.sizeJ() + Math.abs(m.k().y()) * g.sizeK(),
                Math.abs(m.i().z()) * g.sizeI() + Math.abs(m.j().z()) * g.sizeJ() + Math.abs(m.k().z()) * g.sizeK());
    }

    private static boolean near(Vec3 a, Vec3 b, double mm) {
        Vec3 d = a.minus(b);
        return Math.abs(d.x()) <= mm && Math.abs(d.y()) <= mm && Math.abs(d.z()) <= mm;
    }

    private static Affine shift(Vec3 by) {
        return new Affine(Affine.IDENTITY.i(), Affine.IDENTITY.j(), Affine.IDENTITY.k(), by);
    }
}
