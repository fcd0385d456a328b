package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.foldlink.atlas.Registered.Method;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** On a generated brain and a template made of it; {@link RealBrainsTest} does the same with real ones. */
class AtlasRegistrationTest {

    /** Greatest distance at the lobes that a known map may be missed by. */
    private static final double MM = 3;

    private static final Vec3 CENTRE = new Vec3(0, -18, 10);
    private static final Vec3 ONE = new Vec3(1, 1, 1);
    private static final Vec3 NONE = Vec3.ZERO;

    private static final PhantomCase PHANTOM =
            BrainPhantom.generate(11, Warp.grid(90, 108, 90, new Vec3(2, 2, 2), NONE, CENTRE));

    private static final Volume TEMPLATE = PHANTOM.channels().get(MrSequence.T1.channel());

    private static final BrainAtlas ATLAS = atlas(TEMPLATE);

    /** Image to atlas: turned, moved, of another size. */
    private static final Affine MAP =
            Warp.map(CENTRE, new Vec3(12, -8, 10), new Vec3(1.08, 0.95, 1.04), NONE, new Vec3(15, -20, 25));

    static BrainAtlas atlas(Volume template) {
        return new BrainAtlas(
                "test",
                true,
                AtlasSpace.TALAIRACH,
                Volume.allocate(template.grid(), VoxelType.UINT16),
                List.of(),
                template);
    }

    /** 2 mm voxels around where the map puts the brain. */
    private static Grid around(Affine imageToAtlas) {
        return Warp.grid(
                104, 120, 108, new Vec3(2, 2, 2), NONE, imageToAtlas.inverse().apply(CENTRE));
    }

    private static Volume moved(Affine imageToAtlas) {
        return Warp.resample(TEMPLATE, around(imageToAtlas), imageToAtlas);
    }

    private static Registered register(Volume image) {
        return AtlasRegistration.register(image, Optional.empty(), ATLAS);
    }

    private static void check(Registered found, Affine right) {
        assertThat(found.reason()).isEmpty();
        assertThat(found.trusted()).isTrue();
        assertThat(found.imageToAtlas().determinant()).isPositive();
        assertThat(Warp.error(found.imageToAtlas(), right, Warp.LOBES)[1]).isLessThan(MM);
    }

    @Test
    void theTemplateItselfStaysWhereItIs() {
        Registered found = register(TEMPLATE);
        check(found, Affine.IDENTITY);
        assertThat(found.quality()).isBetween(0.95, 1.0);
        assertThat(found.method()).isEqualTo(Method.REGISTERED);
        assertThat(found.seconds()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1, 1, 1, 0, 0, 0, 40, -40, 40",
        "25, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0",
        "0, -25, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0",
        "0, 0, 30, 1, 1, 1, 0, 0, 0, 0, 0, 0",
        "-20, 15, 20, 1, 1, 1, 0, 0, 0, -30, 30, 40",
        "0, 0, 0, 1.15, 1.15, 1.15, 0, 0, 0, 0, 0, 0",
        "0, 0, 0, 0.85, 0.85, 0.85, 0, 0, 0, 0, 0, 0",
        "0, 0, 0, 1.15, 0.85, 1, 0, 0, 0, 0, 0, 0",
        "0, 0, 0, 1, 1, 1, 0.08, -0.08, 0.08, 0, 0, 0",
        "15, -10, -20, 1.1, 0.9, 1.05, 0.05, 0.05, -0.05, 40, 20, -30"
    })
    void aKnownMapIsRecovered(
            double turnX,
            double turnY,
            double turnZ,
            double scaleX,
            double scaleY,
            double scaleZ,
            double shearXy,
            double shearXz,
            double shearYz,
            double moveX,
            double moveY,
            double moveZ) {
        Affine right = Warp.map(
                CENTRE,
                new Vec3(turnX, turnY, turnZ),
                new Vec3(scaleX, scaleY, scaleZ),
                new Vec3(shearXy, shearXz, shearYz),
                new Vec3(moveX, moveY, moveZ));
        check(register(moved(right)), right);
    }

    @Test
    void thickSlicesObliqueFlippedAndPermutedGrids() {
        Vec3 at = MAP.inverse().apply(CENTRE);
        Grid thick = Warp.grid(200, 230, 34, new Vec3(1, 1, 6), NONE, at);
        Grid oblique = Warp.grid(110, 130, 110, new Vec3(1.9, 1.8, 2.1), new Vec3(20, -15, 10), at);
        Grid lps = Warp.grid(104, 120, 108, new Vec3(-2, -2, 2), NONE, at);
        Grid flipped = Warp.grid(104, 120, 108, new Vec3(-2, 2, -2), NONE, at);
        Grid sagittal = Grid.ofCentre(
                120, 108, 40, new Vec3(0, -2, 0), new Vec3(0, 0, 2), new Vec3(5, 0, 0), at.plus(new Vec3(3, 0, 0)));
        for (Grid grid : List.of(thick, oblique, lps, flipped, sagittal)) {
            check(register(Warp.resample(TEMPLATE, grid, MAP)), MAP);
        }
    }

    @ParameterizedTest
    @EnumSource(MrSequence.class)
    void anySequence(MrSequence sequence) {
        Volume channel = PHANTOM.channels().get(sequence.channel());
        check(register(Warp.resample(channel, around(MAP), MAP)), MAP);
    }

    @Test
    void noiseBiasAndInvertedContrast() {
        Volume image = moved(MAP);
        double bright = brightest(image);
        check(register(Spoil.noise(image, 0.1 * bright)), MAP);
        check(register(Spoil.bias(image)), MAP);
        check(register(Spoil.values(image, v -> bright - v)), MAP);
        check(register(Spoil.values(image, v -> -1000 * v)), MAP);
    }

    @Test
    void aSkullMakesNoDifference() {
        Volume image = moved(MAP);
        check(register(Spoil.skull(image, brightest(image) * 0.7)), MAP);
    }

    @Test
    void aTumourMaskedOrNot() {
        Volume image = moved(MAP);
        Vec3 at = MAP.inverse().apply(new Vec3(35, 10, 25));
        Volume ill = Spoil.ball(image, at, 28, 1.5 * brightest(image));
        check(register(ill), MAP);
        Volume mask = Spoil.mask(image.grid(), at, 30);
        Registered found = AtlasRegistration.register(ill, Optional.of(mask), ATLAS);
        check(found, MAP);
        // What is excluded counts for nothing: other values there, the same result.
        Volume other = Spoil.ball(image, at, 28, Double.NaN);
        Registered again = AtlasRegistration.register(other, Optional.of(mask), ATLAS);
        assertThat(again.imageToAtlas()).isEqualTo(found.imageToAtlas());
    }

    @Test
    void voxelsThatAreNotFiniteCountForNothing() {
        Volume image = moved(MAP);
        Random random = new Random(3);
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        check(register(Spoil.values(image, v -> random.nextInt(20) == 0 ? odd[random.nextInt(3)] : v)), MAP);
    }

    @Test
    void aScanThatEndsBelowTheCrown() {
        Volume image = moved(MAP);
        Grid g = image.grid();
        double top = MAP.inverse().apply(new Vec3(0, -20, 45)).z();
        double origin = g.indexToRas().translation().z();
        Grid low = new Grid(g.sizeI(), g.sizeJ(), (int) ((top - origin) / 2), g.indexToRas());
        check(register(Warp.resample(TEMPLATE, low, MAP)), MAP);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws Exception {
        Volume image = moved(MAP);
        ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool four = new ForkJoinPool(4);
        try {
            Registered a = one.submit(() -> register(image)).get();
            Registered b = four.submit(() -> register(image)).get();
            assertThat(a.imageToAtlas()).isEqualTo(b.imageToAtlas());
            assertThat(a.quality()).isEqualTo(b.quality());
        } finally {
            one.shutdown();
            four.shutdown();
        }
    }

    @Test
    void aMirroredBrainIsNotMirroredBack() {
        Affine mirror = new Affine(new Vec3(-1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), NONE);
        Registered found = register(Warp.resample(TEMPLATE, TEMPLATE.grid(), mirror));
        assertThat(found.imageToAtlas().determinant()).isPositive();
        assertThat(found.imageToAtlas().i().x()).isPositive();
    }

    @Test
    void whatIsNoBrainIsRefusedInWords() {
        Grid grid = around(Affine.IDENTITY);
        Volume noise = Spoil.noise(Volume.allocate(grid, VoxelType.FLOAT32), 100);
        Registered found = register(noise);
        assertThat(found.trusted()).isFalse();
        assertThat(found.quality()).isLessThan(0.1);
        assertThat(found.reason())
                .matches(
                        "registration to the atlas failed: likeness to the template = 0\\.0\\d \\(expected 0\\.25 or more\\);"
                                + " check that the image is a brain and that its orientation is right");
        Volume ball = Spoil.noise(Spoil.ball(noise, grid.centre(), 70, 1000), 20);
        assertThat(register(ball).trusted()).isFalse();
    }

    @Test
    void nothingToSeeIsRefusedInWords() {
        String reason =
                "registration to the atlas failed: the image has the same value everywhere; check that it holds a"
                        + " scan of the head";
        Volume constant = Spoil.values(moved(MAP), v -> 5);
        Volume unknown = Spoil.values(constant, v -> Double.NaN);
        for (Volume image : List.of(constant, unknown)) {
            Registered found = register(image);
            assertThat(found.trusted()).isFalse();
            assertThat(found.quality()).isZero();
            assertThat(found.reason()).isEqualTo(reason);
            assertThat(found.imageToAtlas()).isEqualTo(Affine.IDENTITY);
        }
    }

    @Test
    void aPartOfABrainIsRefusedInWords() {
        Grid slice = Warp.grid(200, 230, 1, new Vec3(1, 1, 5), NONE, CENTRE);
        Grid crop = Warp.grid(36, 50, 36, ONE, NONE, CENTRE);
        Grid voxel = Warp.grid(1, 1, 1, ONE, NONE, CENTRE);
        for (Grid grid : List.of(slice, crop)) {
            Registered found = register(Warp.resample(TEMPLATE, grid, Affine.IDENTITY));
            assertThat(found.trusted()).isFalse();
            assertThat(found.reason())
                    .matches("registration to the atlas failed: the image shows \\d+ % of a brain \\(expected 50 % or"
                            + " more\\); check that it holds the whole head");
        }
        assertThat(register(Warp.resample(TEMPLATE, voxel, Affine.IDENTITY)).trusted())
                .isFalse();
    }

    @Test
    void aBrainOfAnotherSizeIsRefusedInWords() {
        // As from a file whose spacing is wrong along one axis.
        Affine right = Warp.map(CENTRE, NONE, new Vec3(1, 1, 1.6), NONE, NONE);
        Registered found = register(moved(right));
        assertThat(found.trusted()).isFalse();
        assertThat(found.reason()).containsAnyOf("check that the image is a brain", "check the image's spacing");
    }

    @Test
    void mniIsKnownByItsGrid() {
        Grid mni = new Grid(91, 109, 91, Affine.ofRows(-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72));
        Registered found = register(Warp.resample(TEMPLATE, mni, KnownSpace.MNI_TO_TALAIRACH));
        check(found, KnownSpace.MNI_TO_TALAIRACH);
        assertThat(found.method()).isEqualTo(Method.MNI152_GRID);
    }

    @Test
    void aGridThatOnlyLooksKnownIsSearched() {
        Grid mni = new Grid(91, 109, 91, Affine.ofRows(-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72));
        Affine turned = Warp.map(CENTRE, new Vec3(-25, 0, 15), ONE, NONE, new Vec3(5, -10, 5));
        Registered found = register(Warp.resample(TEMPLATE, mni, turned));
        check(found, turned);
        assertThat(found.method()).isEqualTo(Method.REGISTERED);
    }

    @Test
    void aMaskOnAnotherGrid() {
        Volume mask = Volume.allocate(Warp.grid(4, 5, 6, ONE, NONE, CENTRE), VoxelType.UINT8);
        assertThatThrownBy(() -> AtlasRegistration.register(TEMPLATE, Optional.of(mask), ATLAS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "exclude has 4 x 5 x 6 voxels (expected the image's grid, 90 x 108 x 90 at the same place)");
    }

    private static double brightest(Volume v) {
        double most = 0;
        for (long n = 0; n < v.grid().count(); n++) {
            most = Math.max(most, v.voxels().get(n));
        }
        return most;
    }
}
