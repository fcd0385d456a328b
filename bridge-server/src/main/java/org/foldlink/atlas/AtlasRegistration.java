package org.foldlink.atlas;

import java.util.Locale;
import java.util.Optional;
import org.foldlink.atlas.registration.AffineRegistration;
import org.foldlink.atlas.registration.Match;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Brings a scan of the head into an atlas's space: affine, by mutual information with the atlas's template, in seconds. The scan may be of any MR sequence or a CT, with its skull or
 * without, on any grid. Its grid says what is left: no map mirrors it.
 *
 * <p>The result's {@code quality} is likeness within the template's brain, above what a shifted or turned image has: {@code sqrt((e - e') / (1 - e'))}, where {@code e} is the correlation ratio
 * of the template given the image's value and {@code e'} the greatest of twelve such ratios of the image moved by 12 mm or turned by 15 degrees. The template itself has 1, the real brains that it was tried on 0.28 and more, the same ones lying the wrong way round at most 0.22, and what is no
 * brain less than 0.1.
 */
public final class AtlasRegistration {

    /** The least that is trusted. */
    static final double QUALITY = 0.25;

    /** The least share of the template's brain that the image must show. */
    static final double COVER = 0.5;

    static final double LEAST_SCALE = 0.75;
    static final double GREATEST_SCALE = 1.33;
    static final double GREATEST_SHEAR = 0.2;
    static final double GREATEST_TURN = 45;

    private static final String FAILED = "registration to the atlas failed: ";

    private AtlasRegistration() {}

    /**
     * @param image RAS mm, voxel centres; voxels that are not finite count for nothing
     * @param exclude UINT8 on the image's grid, other than 0 where the image is not to be trusted, such as in a tumour
     * @return always a map; whether it may be used, {@link Registered#trusted} says
     */
    public static Registered register(Volume image, Optional<Volume> exclude, BrainAtlas atlas) {
        exclude.ifPresent(mask -> check(mask, image.grid()));
        long began = System.nanoTime();
        Optional<KnownSpace.Start> start = KnownSpace.start(image.grid(), atlas.space());
        Optional<Match> found = AffineRegistration.register(
                image, exclude, atlas.template(), start.map(KnownSpace.Start::imageToAtlas));
        double seconds = (System.nanoTime() - began) / 1e9;
        String problem = found.map(AtlasRegistration::problem)
                .orElse("the image has the same value everywhere; check that it holds a scan of the head");
        return new Registered(
                found.map(Match::imageToTemplate).orElse(Affine.IDENTITY),
                found.filter(Match::fromStart)
                        .flatMap(m -> start.map(KnownSpace.Start::method))
                        .orElse(Registered.Method.REGISTERED),
                found.map(Match::likeness).orElse(0.0),
                problem.isEmpty(),
                problem.isEmpty() ? "" : FAILED + problem,
                seconds);
    }

    private static void check(Volume mask, Grid grid) {
        if (!mask.grid().matches(grid, 0.1)) {
            Grid g = mask.grid();
            throw new IllegalArgumentException("exclude has " + g.sizeI() + " x " + g.sizeJ() + " x " + g.sizeK()
                    + " voxels (expected the image's grid, " + grid.sizeI() + " x " + grid.sizeJ() + " x "
                    + grid.sizeK() + " at the same place)");
        }
    }

    private static String problem(Match m) {
        if (m.cover() < COVER) {
            return String.format(
                    Locale.ROOT,
                    "the image shows %.0f %% of a brain (expected %.0f %% or more); check that it holds the whole head",
                    100 * m.cover(),
                    100 * COVER);
        }
        if (m.likeness() < QUALITY) {
            return String.format(
                    Locale.ROOT,
                    "likeness to the template = %.2f (expected %.2f or more); check that the image is a brain and that"
                            + " its orientation is right",
                    m.likeness(),
                    QUALITY);
        }
        Vec3 s = m.scales();
        if (Math.min(s.x(), Math.min(s.y(), s.z())) < LEAST_SCALE
                || Math.max(s.x(), Math.max(s.y(), s.z())) > GREATEST_SCALE
                || m.shear() > GREATEST_SHEAR) {
            return String.format(
                    Locale.ROOT,
                    "the brain would be %.2f x %.2f x %.2f of the template's size, sheared by %.2f (expected %.2f to %.2f, and"
                            + " at most %.1f); check the image's spacing",
                    s.x(),
                    s.y(),
                    s.z(),
                    m.shear(),
                    LEAST_SCALE,
                    GREATEST_SCALE,
                    GREATEST_SHEAR);
        }
        if (m.degrees() > GREATEST_TURN) {
            return String.format(
                    Locale.ROOT,
                    "the head would be turned by %.0f degrees (expected at most %.0f); check the image's orientation",
                    m.degrees(),
                    GREATEST_TURN);
        }
        return "";
    }
}
