package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a tumour is does not depend on how its voxels are stored, and little on how finely. */
class SiteOrderTest {

    private static final SiteFinder FINDER = new SiteFinder(TinyAtlas.make(), (i, m, a) -> given());
    private static final Scene SCENE = new Scene(new Vec3(-14, 9, 3), new Vec3(13, 17, 11));
    private static final Vec3 MILLIMETRE = new Vec3(1, 1, 1);

    private static final List<int[]> ORDERS = List.of(
            new int[] {0, 1, 2},
            new int[] {0, 2, 1},
            new int[] {1, 0, 2},
            new int[] {1, 2, 0},
            new int[] {2, 0, 1},
            new int[] {2, 1, 0});

    private static Registered given() {
        return RealGlioma.given(Scene.TO_ATLAS);
    }

    private static Component located(Volume labels) throws SiteException {
        TumourSite site = FINDER.locate(labels, Scene.PARTS, given());
        assertThat(site.components()).hasSize(1);
        assertThat(site.warnings()).isEmpty();
        return site.components().get(0);
    }

    @Test
    void everyOrderOfStorageGivesTheSame() throws SiteException {
        for (Affine axes : List.of(Affine.IDENTITY, Scene.turned(31, 17, -23, Vec3.ZERO, 1))) {
            for (Vec3 spacing : List.of(MILLIMETRE, new Vec3(0.8, 1.1, 4.7))) {
                Volume labels = SCENE.labels(SCENE.about(axes, spacing, Scene.TO_ATLAS), Scene.TO_ATLAS);
                Component first = located(labels);
                assertThat(first.parts()).hasSize(2);
                for (int[] order : ORDERS) {
                    for (int flips = 0; flips < 8; flips++) {
                        boolean[] back = {(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
                        assertThat(located(Scene.stored(labels, order, back)))
                                .usingRecursiveComparison()
                                .withComparatorForType(SiteOrderTest::nearly, Double.class)
                                .isEqualTo(first);
                    }
                }
            }
        }
    }

    /** Sums come in another order. */
    private static int nearly(double a, double b) {
        return Math.abs(a - b) <= 1e-6 ? 0 : Double.compare(a, b);
    }

    @Test
    void otherGridsOfTheSameSceneGiveNearlyTheSame() throws SiteException {
        Extent fine = located(labels(Affine.IDENTITY, MILLIMETRE)).whole();
        assertThat(fine.hemisphere()).isEqualTo(Side.LEFT);
        for (Affine axes : List.of(
                new Affine(new Vec3(-1, 0, 0), new Vec3(0, -1, 0), new Vec3(0, 0, 1), Vec3.ZERO),
                new Affine(new Vec3(0, 0, 1), new Vec3(-1, 0, 0), new Vec3(0, 1, 0), Vec3.ZERO),
                Scene.turned(31, 17, -23, Vec3.ZERO, 1),
                Scene.turned(-170, 60, 45, Vec3.ZERO, 1))) {
            for (Vec3 spacing : List.of(new Vec3(0.7, 0.7, 0.7), new Vec3(0.9, 0.9, 3), new Vec3(2, 1, 1.4))) {
                Extent other = located(labels(axes, spacing)).whole();
                assertThat(other.ml()).isCloseTo(fine.ml(), within(0.03 * fine.ml()));
                assertThat(other.centreRas().minus(fine.centreRas()).norm()).isLessThan(0.3);
                assertThat(other.centreAtlas().minus(fine.centreAtlas()).norm()).isLessThan(0.3);
                assertThat(other.centrePlace()).isEqualTo(fine.centrePlace());
                assertThat(other.hemisphere()).isEqualTo(Side.LEFT);
                assertThat(other.leftShare()).isCloseTo(fine.leftShare(), within(0.02));
                assertThat(other.crossesMidline()).isEqualTo(fine.crossesMidline());
                for (Share share : fine.regions()) {
                    assertThat(other.shareOf(
                                    share.place().region(), share.place().side()))
                            .isCloseTo(share.share(), within(0.03));
                }
                for (Eloquent eloquent : fine.eloquent()) {
                    double mm = other.eloquent().stream()
                            .filter(e -> e.place().equals(eloquent.place()))
                            .mapToDouble(Eloquent::mm)
                            .findFirst()
                            .orElseThrow();
                    assertThat(mm).isCloseTo(eloquent.mm(), within(2.0));
                }
            }
        }
    }

    private static Volume labels(Affine axes, Vec3 spacing) {
        return SCENE.labels(SCENE.about(axes, spacing, Scene.TO_ATLAS), Scene.TO_ATLAS);
    }

    @Test
    void oneSliceInAnyOrderGivesTheSame() throws SiteException {
        Affine axes = Scene.turned(-20, 8, 12, Vec3.ZERO, 1);
        Grid grid = SCENE.about(axes, new Vec3(0.9, 0.9, 5), Scene.TO_ATLAS);
        Vec3 middle = grid.centre();
        Grid slice = Grid.ofCentre(
                grid.sizeI(),
                grid.sizeJ(),
                1,
                grid.indexToRas().i(),
                grid.indexToRas().j(),
                grid.indexToRas().k(),
                middle);
        Volume labels = SCENE.labels(slice, Scene.TO_ATLAS);
        Component first = located(labels);
        assertThat(first.whole().hemisphere()).isEqualTo(Side.LEFT);
        for (int[] order : ORDERS) {
            assertThat(located(Scene.stored(labels, order, new boolean[] {true, false, true})))
                    .usingRecursiveComparison()
                    .withComparatorForType(SiteOrderTest::nearly, Double.class)
                    .isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-25, -9, 9, 25})
    void leftIsLeft(double x) throws SiteException {
        Scene scene = new Scene(new Vec3(x, -5, 4), new Vec3(6, 8, 7));
        Affine upsideDown = Scene.turned(180, 0, 90, new Vec3(3, 5, 7), 1.04);
        for (Affine toAtlas : List.of(Scene.TO_ATLAS, upsideDown)) {
            Grid grid = scene.about(
                    new Affine(new Vec3(-1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), Vec3.ZERO),
                    MILLIMETRE,
                    toAtlas);
            TumourSite site = FINDER.locate(scene.labels(grid, toAtlas), Scene.PARTS, RealGlioma.given(toAtlas));
            Extent whole = site.components().get(0).whole();
            assertThat(whole.hemisphere()).isEqualTo(x < 0 ? Side.LEFT : Side.RIGHT);
            assertThat(whole.leftShare()).isEqualTo(x < 0 ? 1 : 0);
            assertThat(whole.centreAtlas().x()).isCloseTo(x, within(0.2));
            assertThat(whole.regions())
                    .allMatch(
                            s -> s.place().side() == Side.MIDLINE || (s.place().side() == Side.LEFT) == x < 0);
        }
    }

    @Test
    void componentsOfEqualSizeComeInTheOrderOfTheirPlace() throws SiteException {
        Volume labels = SCENE.labels(SCENE.about(Affine.IDENTITY, MILLIMETRE, Scene.TO_ATLAS), Scene.TO_ATLAS);
        Volume two = Volume.allocate(labels.grid(), labels.type());
        for (int n = 0; n < 5 * 5 * 5; n++) {
            two.voxels().set(labels.grid().index(2 + n % 5, 3 + n / 5 % 5, 4 + n / 25), 1);
            two.voxels().set(labels.grid().index(20 + n % 5, 3 + n / 5 % 5, 4 + n / 25), 1);
        }
        Volume turned = Scene.stored(two, new int[] {2, 0, 1}, new boolean[] {true, true, true});
        List<Component> first = FINDER.locate(two, Scene.PARTS, given()).components();
        List<Component> second = FINDER.locate(turned, Scene.PARTS, given()).components();
        assertThat(first)
                .hasSize(2)
                .isSortedAccordingTo(
                        Comparator.comparing(c -> c.whole().centreRas().x()));
        assertThat(second)
                .usingRecursiveComparison()
                .withComparatorForType(SiteOrderTest::nearly, Double.class)
                .isEqualTo(first);
    }
}
