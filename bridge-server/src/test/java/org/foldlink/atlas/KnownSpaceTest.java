package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;

class KnownSpaceTest {

    private static final Grid SRI24 = new Grid(240, 240, 155, Affine.ofRows(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));

    private static final Grid BRATS = new Grid(240, 240, 155, Affine.ofRows(-1, 0, 0, 0, 0, -1, 0, 239, 0, 0, 1, 0));

    @Test
    void sri24ByItsGridWhateverItsOriginAndAxes() {
        Vec3 middle = new Vec3(-119.5, 119.5, 77);
        Vec3 expected = KnownSpace.SRI24_TO_TALAIRACH.apply(middle);
        Grid lost = Grid.ofCentre(
                240, 240, 155, new Vec3(-1, 0, 0), new Vec3(0, -1, 0), new Vec3(0, 0, 1), new Vec3(8, 9, 10));
        Grid permuted = Grid.ofCentre(
                155, 240, 240, new Vec3(0, 0, 1), new Vec3(1, 0, 0), new Vec3(0, -1, 0), new Vec3(8, 9, 10));
        for (Grid grid : List.of(SRI24, BRATS, lost, permuted)) {
            KnownSpace.Start start =
                    KnownSpace.start(grid, AtlasSpace.TALAIRACH).orElseThrow();
            assertThat(start.method()).isEqualTo(Registered.Method.SRI24_GRID);
            assertThat(start.imageToAtlas().apply(grid.centre()).minus(expected).norm())
                    .isLessThan(1e-9);
        }
        assertThat(KnownSpace.start(SRI24, AtlasSpace.TALAIRACH))
                .contains(new KnownSpace.Start(Registered.Method.SRI24_GRID, KnownSpace.SRI24_TO_TALAIRACH));
    }

    @Test
    void mniByGridAndPlace() {
        Affine fsl = Affine.ofRows(-1, 0, 0, 90, 0, 1, 0, -126, 0, 0, 1, -72);
        Affine coarse = Affine.ofRows(-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72);
        Affine nonlinear = Affine.ofRows(1, 0, 0, -96, 0, 1, 0, -132, 0, 0, 1, -78);
        for (Grid grid : List.of(
                new Grid(182, 218, 182, fsl), new Grid(91, 109, 91, coarse), new Grid(193, 229, 193, nonlinear))) {
            assertThat(KnownSpace.start(grid, AtlasSpace.TALAIRACH))
                    .contains(new KnownSpace.Start(Registered.Method.MNI152_GRID, KnownSpace.MNI_TO_TALAIRACH));
            Affine stay = KnownSpace.start(grid, AtlasSpace.MNI).orElseThrow().imageToAtlas();
            assertThat(stay.apply(new Vec3(30, -40, 50))
                            .minus(new Vec3(30, -40, 50))
                            .norm())
                    .isLessThan(1e-9);
        }
    }

    @Test
    void anythingElseIsUnknown() {
        Affine elsewhere = Affine.ofRows(-1, 0, 0, 90, 0, 1, 0, 0, 0, 0, 1, 0);
        Grid oblique = Warp.grid(240, 240, 155, new Vec3(1, 1, 1), new Vec3(3, 0, 0), Vec3.ZERO);
        Grid lying = Grid.ofCentre(240, 155, 240, new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), Vec3.ZERO);
        Grid fine = Warp.grid(480, 240, 155, new Vec3(0.5, 1, 1), Vec3.ZERO, Vec3.ZERO);
        for (Grid grid : List.of(new Grid(182, 218, 182, elsewhere), oblique, lying, fine)) {
            assertThat(KnownSpace.start(grid, AtlasSpace.TALAIRACH)).isEmpty();
        }
    }
}
