package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a generated brain, pushed by known amounts. */
class MidlineShiftTest {

    /** As docs/tumour-site.md states it. */
    static final double MM = 2;

    private static final Grid GRID = ras(new Vec3(1.5, 1.5, 1.5));

    private static Grid ras(Vec3 spacing) {
        return Grid.ofCentre(
                (int) (150 / spacing.x()),
                (int) (190 / spacing.y()),
                (int) (150 / spacing.z()),
                new Vec3(spacing.x(), 0, 0),
                new Vec3(0, spacing.y(), 0),
                new Vec3(0, 0, spacing.z()),
                new Vec3(0, -17, 8));
    }

    private static MidlineShift shift(Volume image, Affine toAtlas) {
        return MidlineShift.of(image, Volume.allocate(image.grid(), VoxelType.UINT8), toAtlas);
    }

    private static double generated(Grid grid, Affine toAtlas, double mm, Affine claimed) {
        Volume image = ShiftedBrain.render(grid, toAtlas, mm, ShiftedBrain::generated);
        MidlineShift shift = shift(image, claimed);
        assertThat(shift.reason()).isEmpty();
        return shift.mm().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 3, -3, 6, -6, 10, -10})
    void findsAKnownShift(double mm) {
        assertThat(generated(GRID, Affine.IDENTITY, mm, Affine.IDENTITY)).isCloseTo(mm, within(MM));
    }

    /** As a registration may be: 2 mm aside, turned by 2 degrees about the vertical, tilted by 2. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 6, -10})
    void forgivesTheRegistration(double mm) {
        Affine off = Scene.turned(2, -2, 0, new Vec3(2, 0, 0), 1);
        assertThat(generated(GRID, Affine.IDENTITY, mm, off)).isCloseTo(mm, within(MM));
    }

    @Test
    void isInThePatientsMillimetresOnThickAndTurnedSlices() {
        // A patient a tenth larger than the atlas, upside down, axial slices of 5 mm, right to left first.
        Affine toAtlas = Scene.turned(180, 0, 0, new Vec3(5, -9, 3), 1 / 1.1);
        Affine inverse = toAtlas.inverse();
        Grid grid = Grid.ofCentre(
                180,
                230,
                34,
                inverse.linear(new Vec3(-0.85, 0, 0)),
                inverse.linear(new Vec3(0, -0.85, 0)),
                inverse.linear(new Vec3(0, 0, 5 / 1.1)),
                inverse.apply(new Vec3(0, -17, 8)));
        assertThat(generated(grid, toAtlas, 8, toAtlas)).isCloseTo(8 * 1.1, within(MM));
        assertThat(generated(grid, toAtlas, -8, toAtlas)).isCloseTo(-8 * 1.1, within(MM));
    }

    @Test
    void saysWhyThereIsNone() {
        Volume thick = Volume.allocate(ras(new Vec3(1, 1, 9)), VoxelType.INT16);
        assertThat(shift(thick, Affine.IDENTITY).reason()).isEqualTo("slices are 9.0 mm apart (expected at most 8 mm)");
        Volume sagittal = Volume.allocate(ras(new Vec3(5, 1, 1)), VoxelType.INT16);
        assertThat(shift(sagittal, Affine.IDENTITY).reason())
                .isEqualTo("voxels are 5.0 mm wide across the midline (expected at most 4 mm)");
        Volume slab = ShiftedBrain.render(
                new Grid(150, 60, 25, Affine.ofSpacing(1, 1, 1, new Vec3(-75, -30, 0))),
                Affine.IDENTITY,
                0,
                ShiftedBrain::generated);
        assertThat(shift(slab, Affine.IDENTITY).reason())
                .isEqualTo("the image shows too little of the brain's front, back and top (0 % of what is needed)");
    }

    @Test
    void contrastlessAndNoisyImagesHaveNone() {
        Random random = new Random(1);
        Stream.<ShiftedBrain.Brightness>of(
                        (x, y, z) -> 100, (x, y, z) -> x, (x, y, z) -> 100 + 20 * random.nextGaussian())
                .forEach(b -> {
                    MidlineShift shift = shift(ShiftedBrain.render(GRID, Affine.IDENTITY, 0, b), Affine.IDENTITY);
                    assertThat(shift.mm()).isEmpty();
                    assertThat(shift.reason()).isNotEmpty();
                });
    }

    @Test
    void aTumourInTheMiddleLeavesNothingToMeasure() {
        Volume image = ShiftedBrain.render(GRID, Affine.IDENTITY, 4, ShiftedBrain::generated);
        Volume tumour = new Scene(new Vec3(4, 3, 12), new Vec3(22, 34, 24)).labels(GRID, Affine.IDENTITY);
        MidlineShift shift = MidlineShift.of(image, tumour, Affine.IDENTITY);
        assertThat(shift.mm()).isEmpty();
        assertThat(shift.reason())
                .startsWith("the two sides mirror each other in ")
                .endsWith(" % of the middle only (expected at least 50 %): little contrast, noise, or a tumour there");
    }
}
