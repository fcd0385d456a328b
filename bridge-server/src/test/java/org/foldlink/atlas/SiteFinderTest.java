package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class SiteFinderTest {

    private static final BrainAtlas ATLAS = TinyAtlas.make();

    /** RAS at 1 mm; the atlas's frame is the patient's. */
    private static final Grid GRID = new Grid(90, 110, 70, Affine.ofSpacing(1, 1, 1, new Vec3(-45, -55, -35)));

    private static final Registered HERE = RealGlioma.given(Affine.IDENTITY);

    private final SiteFinder finder = new SiteFinder(ATLAS, (i, m, a) -> HERE);

    private static Volume ball(double x, double y, double z, double radius) {
        return new Scene(new Vec3(x, y, z), new Vec3(radius, radius, radius)).labels(GRID, Affine.IDENTITY);
    }

    private static Volume empty() {
        return Volume.allocate(GRID, VoxelType.UINT8);
    }

    private static void cube(Volume labels, int x, int y, int z, int side, int value) {
        for (int n = 0; n < side * side * side; n++) {
            labels.voxels()
                    .set(GRID.index(x + 45 + n % side, y + 55 + n / side % side, z + 35 + n / (side * side)), value);
        }
    }

    private Extent whole(Volume labels) throws SiteException {
        return finder.locate(labels, Scene.PARTS, HERE).components().get(0).whole();
    }

    @Test
    void countsAWholeTumourAndItsParts() throws SiteException {
        Volume labels = empty();
        // x -30 to -21, y 15 to 24, z 0 to 9: half of it in front of y = 20.
        cube(labels, -30, 15, 0, 10, 2);
        cube(labels, -30, 21, 0, 4, 1);
        TumourSite site = finder.locate(labels, Scene.PARTS, HERE);
        assertThat(site.atlas()).isEqualTo("tiny 1");
        assertThat(site.warnings()).isEmpty();
        assertThat(site.shiftMm()).isEmpty();
        assertThat(site.components()).hasSize(1);
        Extent whole = site.components().get(0).whole();
        assertThat(whole.ml()).isCloseTo(1, within(1e-12));
        assertThat(whole.centreRas()).isEqualTo(new Vec3(-25.5, 19.5, 4.5));
        assertThat(whole.centreAtlas()).isEqualTo(whole.centreRas());
        assertThat(whole.centrePlace()).contains(new Place("precentral_gyrus", Side.LEFT));
        assertThat(whole.leftShare()).isEqualTo(1);
        assertThat(whole.shareOf("precentral_gyrus", Side.LEFT)).isCloseTo(0.6, within(1e-12));
        assertThat(whole.shareOf("superior_frontal_gyrus", Side.LEFT)).isCloseTo(0.4, within(1e-12));
        assertThat(whole.shareOf("frontal_lobe", Side.LEFT)).isCloseTo(1, within(1e-12));
        assertThat(whole.shareOf("cerebrum", Side.LEFT)).isCloseTo(1, within(1e-12));
        assertThat(whole.shareOf("frontal_lobe", Side.RIGHT)).isZero();
        assertThat(whole.unnamed()).isZero();
        assertThat(whole.line()).isEqualTo("left frontal lobe, precentral gyrus 60 %, crosses no midline");
        assertThat(site.components().get(0).parts())
                .extracting(TumourSite.Part::name)
                .containsExactly("necrosis", "oedema");
        Extent necrosis = site.components().get(0).parts().get(0).extent();
        assertThat(necrosis.ml()).isCloseTo(0.064, within(1e-12));
        assertThat(necrosis.centreRas()).isEqualTo(new Vec3(-28.5, 22.5, 1.5));
        assertThat(necrosis.line()).isEqualTo("left frontal lobe, superior frontal gyrus 100 %, crosses no midline");
    }

    @Test
    void measuresEloquentRegionsFromTheCellsOfTheVoxels() throws SiteException {
        Volume labels = empty();
        // Ends at y = 30 + 0.5 in front, begins at 25 - 0.5; the precentral gyrus ends with voxel centres at y = 20.
        cube(labels, 10, 25, 10, 6, 1);
        assertThat(whole(labels).eloquent())
                .containsExactly(
                        new TumourSite.Eloquent(new Place("precentral_gyrus", Side.RIGHT), 4.5),
                        // The left half's nearest is (0, 20, 0), below the corpus callosum.
                        new TumourSite.Eloquent(
                                new Place("precentral_gyrus", Side.LEFT), Math.sqrt(2 * 9.5 * 9.5 + 4.5 * 4.5)),
                        new TumourSite.Eloquent(new Place("brainstem", Side.RIGHT), 20.5),
                        new TumourSite.Eloquent(new Place("brainstem", Side.LEFT), Math.sqrt(9.5 * 9.5 + 20.5 * 20.5)),
                        new TumourSite.Eloquent(new Place("postcentral_gyrus", Side.RIGHT), 24.5),
                        new TumourSite.Eloquent(
                                new Place("postcentral_gyrus", Side.LEFT), Math.sqrt(9.5 * 9.5 + 24.5 * 24.5)));
    }

    @Test
    void aTumourAcrossTheMidlineHasNoHemisphere() throws SiteException {
        Extent whole = whole(ball(0.4, 30, 10, 12));
        assertThat(whole.hemisphere()).isEqualTo(Side.MIDLINE);
        assertThat(whole.leftShare()).isBetween(0.4, 0.6);
        assertThat(whole.crossesMidline()).isTrue();
        assertThat(whole.shareOf("corpus_callosum", Side.MIDLINE)).isPositive();
        assertThat(whole.line()).endsWith(", crosses the midline");
    }

    /** No registration is surer than that of where the midline is. */
    @Test
    void twoMillimetresOverTheMidlineDoNotCrossIt() throws SiteException {
        Volume labels = empty();
        cube(labels, -2, 30, -5, 20, 1);
        assertThat(whole(labels).leftShare()).isCloseTo(2.5 / 20, within(1e-12));
        assertThat(whole(labels).crossesMidline()).isFalse();
        cube(labels, -3, 30, -5, 20, 1);
        assertThat(whole(labels).crossesMidline()).isTrue();
    }

    @Test
    void farFromTheBrainThereIsNoName() throws SiteException {
        Volume labels = empty();
        // Named to x = 40 and 5 mm beyond it: of x 35 to 44 all.
        cube(labels, 35, 0, 40 - 36, 10, 1);
        assertThat(whole(labels).unnamed()).isZero();
        Volume beyond = Volume.allocate(
                new Grid(90, 110, 70, Affine.ofSpacing(1, 1, 1, new Vec3(5, -55, -35))), VoxelType.UINT8);
        for (int n = 0; n < 1000; n++) {
            beyond.voxels().set(beyond.grid().index(36 + n % 10, 55 + n / 10 % 10, 39 + n / 100), 1);
        }
        TumourSite site = finder.locate(beyond, Scene.PARTS, HERE);
        assertThat(site.components().get(0).whole().unnamed()).isCloseTo(0.5, within(1e-12));
        assertThat(site.warnings())
                .containsExactly("50 % of tumour component 1 lies farther than 5 mm from every region of the atlas: "
                        + "outside of the brain, or the registration is off");
    }

    @Test
    void specksAreCountedAndLeftOut() throws SiteException {
        Volume labels = empty();
        cube(labels, 10, 0, 0, 4, 1);
        cube(labels, 20, 0, 0, 3, 2);
        cube(labels, 30, 0, 0, 1, 2);
        TumourSite site = finder.locate(labels, Scene.PARTS, HERE);
        assertThat(site.components()).hasSize(1);
        assertThat(site.warnings()).containsExactly("2 components of less than 0.05 ml left out");
    }

    @Test
    void aTumourOfSpecksIsItsLargest() throws SiteException {
        Volume labels = empty();
        cube(labels, 10, 0, 0, 2, 1);
        cube(labels, 20, 0, 0, 3, 2);
        TumourSite site = finder.locate(labels, Scene.PARTS, HERE);
        assertThat(site.components()).hasSize(1);
        assertThat(site.components().get(0).whole().ml()).isCloseTo(0.027, within(1e-12));
        assertThat(site.warnings())
                .containsExactly(
                        "the largest component has 0.027 ml; components of less than 0.05 ml are left out otherwise: is it a tumour?",
                        "1 component of less than 0.05 ml left out");
    }

    @Test
    void otherLabelsAreNamed() throws SiteException {
        Volume labels = empty();
        cube(labels, 10, 0, 0, 5, 1);
        cube(labels, 20, 0, 0, 5, 9);
        assertThat(finder.locate(labels, Scene.PARTS, HERE).warnings())
                .containsExactly(
                        "0.13 ml of the labels are no part of the tumour and were left out: they have label 9");
    }

    @Test
    void withoutATumourThereIsNothingToLocate() {
        assertThatThrownBy(() -> finder.find(empty(), empty(), new TreeMap<>(RealGlioma.PARTS)))
                .isInstanceOf(SiteException.class)
                .hasMessage("labels have no tumour (expected voxels of 1 necrosis, 2 oedema, 4 enhancing); "
                        + "nothing to locate");
        Volume other = empty();
        cube(other, 0, 0, 0, 2, 3);
        assertThatThrownBy(() -> finder.locate(other, Scene.PARTS, HERE))
                .hasMessage("labels have no tumour (expected voxels of 1 necrosis, 2 oedema; they have label 3); "
                        + "nothing to locate");
    }

    @Test
    void partsAreLabelValues() {
        assertThatThrownBy(() -> finder.locate(empty(), new TreeMap<>(), HERE))
                .hasMessage("parts of the tumour are none (expected label values 1 to 65535 with names, such as "
                        + "1 necrosis, 2 oedema)");
        assertThatThrownBy(() -> finder.locate(empty(), new TreeMap<>(Map.of(0, "air")), HERE))
                .hasMessage("parts of the tumour are 0 air (expected label values 1 to 65535 with names, such as "
                        + "1 necrosis, 2 oedema)");
    }

    @Test
    void labelsOnAnotherGridAreRefused() {
        Volume image = Volume.allocate(
                new Grid(45, 55, 35, Affine.ofSpacing(2, 2, 2, new Vec3(-45, -55, -35))), VoxelType.INT16);
        assertThatThrownBy(() -> finder.find(image, ball(20, 0, 0, 5), Scene.PARTS))
                .isInstanceOf(SiteException.class)
                .hasMessage("labels are on another grid than the image: labels 90 x 110 x 70 voxels of 1.00 x 1.00 x "
                        + "1.00 mm about RAS (-0.5, -0.5, -0.5); image 45 x 55 x 35 voxels of 2.00 x 2.00 x 2.00 mm about "
                        + "RAS (-1.0, -1.0, -1.0) (expected the same size and place within 0.01 mm); give the image that "
                        + "the labels were made of, or resample the labels onto the image");
    }

    @Test
    void withoutATrustedRegistrationNothingIsNamed() throws SiteException {
        Registered off = new Registered(
                Affine.IDENTITY, Registered.Method.REGISTERED, 0.1, false, "the image looks like no brain", 1);
        Volume labels = empty();
        cube(labels, 10, 0, 0, 10, 1);
        cube(labels, 30, 0, 0, 5, 2);
        TumourSite site = new SiteFinder(ATLAS, (i, m, a) -> off).find(empty(), labels, Scene.PARTS);
        assertThat(site.components()).isEmpty();
        assertThat(site.shiftMm()).isEmpty();
        assertThat(site.registration()).isEqualTo(off);
        assertThat(site.warnings())
                .containsExactly(
                        "no region is named, and no side: the image looks like no brain",
                        "a tumour component of 1.00 ml has its centre at RAS (14.5, 4.5, 4.5) mm of the image",
                        "a tumour component of 0.13 ml has its centre at RAS (32.0, 2.0, 2.0) mm of the image");
    }

    @Test
    void aDoubtfulRegistrationNamesRegionsAndWarns() throws SiteException {
        Registered doubtful = new Registered(Affine.IDENTITY, Registered.Method.REGISTERED, 0.30, true, "", 1);
        TumourSite site = new SiteFinder(ATLAS, (i, m, a) -> doubtful).find(empty(), ball(20, 10, 5, 9), Scene.PARTS);
        assertThat(site.components()).isNotEmpty();
        assertThat(site.warnings().get(0))
                .isEqualTo(
                        "the image is not much like the atlas's brain (likeness 0.30, sure from 0.35 on): compare the "
                                + "regions with the picture");
    }

    @Test
    void theTumourIsKeptOutOfTheRegistration() throws SiteException {
        List<Volume> seen = new ArrayList<>();
        SiteFinder watched = new SiteFinder(ATLAS, (image, exclude, atlas) -> {
            seen.add(exclude.orElseThrow());
            return HERE;
        });
        Volume labels = ball(20, 10, 5, 9);
        TumourSite site = watched.find(empty(), labels, Scene.PARTS);
        assertThat(site.warnings())
                .containsExactly(
                        "midline shift not estimated: the image shows too little of the brain's front, back and "
                                + "top (0 % of what is needed)");
        Volume mask = seen.get(0);
        for (long n = 0; n < GRID.count(); n++) {
            assertThat(mask.voxels().get(n)).isEqualTo(labels.voxels().get(n) > 0 ? 1 : 0);
        }
    }

    @Test
    void anUnknownRegionHasNoShare() throws SiteException {
        Extent whole = whole(ball(20, 10, 5, 9));
        assertThatThrownBy(() -> whole.shareOf("left_frontal_lobe", Side.LEFT))
                .hasMessage("region left_frontal_lobe is unknown (expected an id of regions.csv)");
    }
}
