package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.parity.PeerPython;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A glioma that a person sees in the right frontal lobe: the shared TCGA-DU-7294 in the Talairach atlas, and where a machine has no shared
 * data a generated one at the same place of the coarse atlas.
 */
class GliomaSiteTest {

    private static final Optional<Path> SHARED = PeerPython.sharedData();

    private final BrainAtlas atlas;
    private final SiteFinder finder;
    private final Volume image;
    private final Volume labels;
    private final SortedMap<Integer, String> parts;
    private final Registered given;

    GliomaSiteTest() throws Exception {
        if (SHARED.isPresent()) {
            RealGlioma real = RealGlioma.read(SHARED.get());
            image = real.image();
            labels = real.labels();
            parts = RealGlioma.PARTS;
            given = RealGlioma.GIVEN;
            atlas = RealGlioma.atlas(SHARED.get());
        } else {
            given = RealGlioma.given(Scene.TO_ATLAS);
            Affine axes = Scene.TO_ATLAS.inverse();
            Grid grid = Grid.ofCentre(
                    110,
                    140,
                    120,
                    axes.linear(new Vec3(-1.4, 0, 0)),
                    axes.linear(new Vec3(0, -1.4, 0)),
                    axes.linear(new Vec3(0, 0, 1.4)),
                    axes.apply(new Vec3(0, -17, 8)));
            image = ShiftedBrain.render(grid, Scene.TO_ATLAS, 0, ShiftedBrain::generated);
            labels = new Scene(new Vec3(22, 27, 40), new Vec3(13, 17, 12)).labels(grid, Scene.TO_ATLAS);
            parts = Scene.PARTS;
            atlas = CoarseAtlas.make();
        }
        finder = new SiteFinder(atlas, (i, m, a) -> given);
    }

    private Component located(Volume copy) throws SiteException {
        TumourSite site = finder.locate(copy, parts, given);
        assertThat(site.components()).hasSize(1);
        return site.components().get(0);
    }

    @Test
    void theRealGliomaOrAGeneratedOneIsInTheRightFrontalLobe() throws SiteException {
        TumourSite site = finder.find(image, labels, parts);
        Component component = site.components().get(0);
        Extent whole = component.whole();
        assertThat(site.components()).hasSize(1);
        assertThat(whole.hemisphere()).isEqualTo(Side.RIGHT);
        assertThat(whole.leftShare()).isZero();
        assertThat(whole.crossesMidline()).isFalse();
        assertThat(whole.shareOf("frontal_lobe", Side.RIGHT)).isGreaterThan(0.8);
        assertThat(whole.line()).startsWith("right frontal lobe").endsWith("crosses no midline");
        // The rest is the cingulate gyrus beside it.
        for (TumourSite.Part part : component.parts()) {
            Extent extent = part.extent();
            assertThat(extent.shareOf("frontal_lobe", Side.RIGHT) + extent.shareOf("limbic_lobe", Side.RIGHT))
                    .isGreaterThan(0.9);
        }
        assertThat(component.parts()).hasSize(2);
        // Its ventricles are where they belong.
        assertThat(site.shiftMm().orElseThrow()).isCloseTo(0, within(2.0));
        assertThat(site.warnings()).isEmpty();
        if (SHARED.isPresent()) {
            assertThat(whole.ml()).isCloseTo(24.188, within(1e-9));
            assertThat(whole.centreRas()
                            .minus(new Vec3(-101.935, 139.336, 112.387))
                            .norm())
                    .isLessThan(1e-3);
            assertThat(whole.line()).isEqualTo("right frontal lobe, superior frontal gyrus 41 %, crosses no midline");
        }
    }

    @Test
    void ourOwnRegistrationFindsTheRealGliomaOrAGeneratedOneThere() throws Exception {
        TumourSite site = new SiteFinder(atlas).find(image, labels, parts);
        assertThat(site.registration().trusted())
                .as(site.registration().reason())
                .isTrue();
        Extent whole = site.components().get(0).whole();
        assertThat(whole.hemisphere()).isEqualTo(Side.RIGHT);
        assertThat(whole.line()).startsWith("right frontal lobe").endsWith("crosses no midline");
        assertThat(whole.shareOf("frontal_lobe", Side.RIGHT)).isGreaterThan(0.7);
        assertThat(site.shiftMm().orElseThrow()).isCloseTo(0, within(2.0));
    }

    @Test
    void copiesOfTheRealGliomaOrOfAGeneratedOneInAnyOrderOfStorageAreTheSame() throws SiteException {
        Component first = located(labels);
        for (Volume copy : List.of(
                Scene.stored(labels, new int[] {0, 1, 2}, new boolean[] {true, true, false}),
                Scene.stored(labels, new int[] {0, 1, 2}, new boolean[] {true, false, true}),
                Scene.stored(labels, new int[] {2, 0, 1}, new boolean[] {false, true, true}))) {
            assertThat(located(copy))
                    .usingRecursiveComparison()
                    .withComparatorForType((Double a, Double b) -> Math.abs(a - b) < 1e-6 ? 0 : 1, Double.class)
                    .isEqualTo(first);
        }
    }

    @Test
    void anObliqueCopyOfTheRealGliomaOrOfAGeneratedOneIsNearlyTheSame() throws SiteException {
        Extent first = located(labels).whole();
        Affine axes = Scene.turned(25, -18, 33, Vec3.ZERO, 1);
        Vec3 c = first.centreRas();
        Grid grid = Grid.ofCentre(
                110,
                140,
                70,
                axes.i().times(0.9),
                axes.j().times(-0.7),
                axes.k().times(1.5),
                c);
        Volume copy = Volume.allocate(grid, VoxelType.UINT8);
        Affine index = labels.grid().indexToRas().inverse().after(grid.indexToRas());
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    copy.voxels().set(grid.index(i, j, k), nearest(index.apply(i, j, k)));
                }
            }
        }
        Extent other = finder.locate(copy, parts, given).components().get(0).whole();
        assertThat(other.ml()).isCloseTo(first.ml(), within(0.02 * first.ml()));
        assertThat(other.centreRas().minus(first.centreRas()).norm()).isLessThan(0.1);
        assertThat(other.hemisphere()).isEqualTo(Side.RIGHT);
        assertThat(other.line()).startsWith("right frontal lobe");
        for (Share share : first.regions()) {
            assertThat(other.shareOf(share.place().region(), share.place().side()))
                    .isCloseTo(
                            first.shareOf(share.place().region(), share.place().side()), within(0.01));
        }
        for (Eloquent near : first.eloquent()) {
            assertThat(other.eloquent())
                    .filteredOn(e -> e.place().equals(near.place()))
                    .allSatisfy(e -> assertThat(e.mm()).isCloseTo(near.mm(), within(1.5)));
        }
    }

    private double nearest(Vec3 at) {
        int i = (int) Math.rint(at.x());
        int j = (int) Math.rint(at.y());
        int k = (int) Math.rint(at.z());
        Grid g = labels.grid();
        boolean inside = i >= 0 && j >= 0 && k >= 0 && i < g.sizeI() && j < g.sizeJ() && k < g.sizeK();
        return inside ? labels.at(i, j, k) : 0;
    }

    /** The SRI24 brain, whose own midline is within a millimetre. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 3, -3, 6, -6, 10, -10})
    void findsAKnownShiftOfTheSri24BrainOrOfAGeneratedOne(double mm) throws Exception {
        ShiftedBrain.Brightness brain = ShiftedBrain::generated;
        if (SHARED.isPresent()) {
            Volume sri24 = NiftiFile.read(SHARED.get().resolve("atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz"))
                    .volume();
            brain = ShiftedBrain.scan(
                    sri24,
                    // To Talairach, by SimpleITK as in RealGlioma.
                    Affine.ofRows(
                            1.0337, 0.0115, 0.0132, 121.0404, 0.0226, 0.995, 0.1528, -133.4755, -0.0027, -0.1458,
                            1.0191, -51.9462));
        }
        Grid grid = new Grid(100, 126, 100, Affine.ofSpacing(1.5, 1.5, 1.5, new Vec3(-74.25, -110.75, -66.25)));
        Volume image = ShiftedBrain.render(grid, Affine.IDENTITY, mm, brain);
        Volume none = Volume.allocate(grid, VoxelType.UINT8);
        for (Affine claimed : List.of(Affine.IDENTITY, Scene.turned(2, -2, 0, new Vec3(2, 0, 0), 1))) {
            MidlineShift shift = MidlineShift.of(image, none, claimed);
            assertThat(shift.mm().orElseThrow()).isCloseTo(mm, within(MidlineShiftTest.MM));
        }
    }
}
