package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final Grid GRID = new Grid(12, 10, 9, Affine.ofSpacing(2, 3, 5, new Vec3(-10, 20, 30)));

    private static Scorer scorer(StructureLabels... structures) {
        return new Scorer(
                List.of(structures), new Tolerances(1, Map.of("b", 3.0)), List.of(), LesionCriterion.ONE_VOXEL);
    }

    /** Boxes of label, from and to i, j, k. */
    private static Volume blocks(int[]... blocks) {
        Volume v = Volume.allocate(GRID, VoxelType.UINT8);
        for (int[] b : blocks) {
            for (int k = b[3]; k <= b[6]; k++) {
                for (int j = b[2]; j <= b[5]; j++) {
                    for (int i = b[1]; i <= b[4]; i++) {
                        v.voxels().set(GRID.index(i, j, k), b[0]);
                    }
                }
            }
        }
        return v;
    }

    @Test
    void overlapsAndVolumes() {
        Volume prediction = blocks(new int[] {1, 2, 2, 2, 5, 5, 5});
        Volume reference = blocks(new int[] {1, 3, 2, 2, 6, 5, 5});
        StructureScore s = scorer(StructureLabels.of("a", 1))
                .score(prediction, reference)
                .structures()
                .get(0);
        assertThat(s.presence()).isEqualTo(Presence.BOTH);
        assertThat(s.value(Metric.DICE)).isCloseTo(0.75, EXACT);
        assertThat(s.value(Metric.IOU)).isCloseTo(0.6, EXACT);
        assertThat(s.value(Metric.SENSITIVITY)).isCloseTo(0.75, EXACT);
        assertThat(s.value(Metric.PRECISION)).isCloseTo(0.75, EXACT);
        assertThat(s.value(Metric.VOLUME_DIFFERENCE)).isZero();
        assertThat(s.predictedMl()).isCloseTo(64 * 30 / 1000.0, EXACT);
        // A step of one voxel along i, 2 mm: the two faces across i lie 2 mm apart.
        assertThat(s.value(Metric.HD95)).isCloseTo(2, within(1e-6));
        assertThat(s.value(Metric.ASSD)).isBetween(0.3, 1.0);
    }

    @Test
    void theSameIsPerfect() {
        Volume v = blocks(new int[] {1, 2, 2, 2, 5, 5, 5});
        StructureScore s =
                scorer(StructureLabels.of("a", 1)).score(v, v).structures().get(0);
        assertThat(s.value(Metric.DICE)).isEqualTo(1);
        assertThat(s.value(Metric.NSD)).isEqualTo(1);
        assertThat(s.value(Metric.HD95)).isZero();
        assertThat(s.value(Metric.ASSD)).isZero();
    }

    @Test
    void missedFalselyFoundAndRightlyAbsent() {
        Volume prediction = blocks(new int[] {2, 0, 0, 0, 1, 1, 1});
        Volume reference = blocks(new int[] {1, 0, 0, 0, 1, 1, 1});
        List<StructureScore> scores = scorer(
                        StructureLabels.of("a", 1), StructureLabels.of("b", 2), StructureLabels.of("c", 3))
                .score(prediction, reference)
                .structures();
        StructureScore missed = scores.get(0);
        assertThat(missed.presence()).isEqualTo(Presence.REFERENCE_ONLY);
        assertThat(missed.value(Metric.DICE)).isZero();
        assertThat(missed.value(Metric.IOU)).isZero();
        assertThat(missed.value(Metric.NSD)).isZero();
        assertThat(missed.value(Metric.SENSITIVITY)).isZero();
        assertThat(missed.value(Metric.PRECISION)).isNaN();
        assertThat(missed.value(Metric.HD95)).isNaN();
        assertThat(missed.value(Metric.ASSD)).isNaN();
        assertThat(missed.value(Metric.RELATIVE_VOLUME_DIFFERENCE)).isCloseTo(-100, EXACT);
        StructureScore spurious = scores.get(1);
        assertThat(spurious.presence()).isEqualTo(Presence.PREDICTION_ONLY);
        assertThat(spurious.value(Metric.DICE)).isZero();
        assertThat(spurious.value(Metric.NSD)).isZero();
        assertThat(spurious.value(Metric.SENSITIVITY)).isNaN();
        assertThat(spurious.value(Metric.PRECISION)).isZero();
        assertThat(spurious.value(Metric.RELATIVE_VOLUME_DIFFERENCE)).isNaN();
        assertThat(spurious.value(Metric.VOLUME_DIFFERENCE)).isCloseTo(8 * 30 / 1000.0, EXACT);
        StructureScore absent = scores.get(2);
        assertThat(absent.presence()).isEqualTo(Presence.NEITHER);
        assertThat(absent.value(Metric.DICE)).isNaN();
        assertThat(absent.value(Metric.NSD)).isNaN();
        assertThat(absent.value(Metric.VOLUME_DIFFERENCE)).isZero();
    }

    @Test
    void aRegionIsTheUnionOfItsValues() {
        Volume prediction = blocks(new int[] {1, 2, 2, 2, 3, 5, 5}, new int[] {2, 4, 2, 2, 5, 5, 5});
        Volume reference = blocks(new int[] {2, 2, 2, 2, 5, 5, 5});
        CaseScore score = scorer(StructureLabels.of("whole", 1, 2)).score(prediction, reference);
        assertThat(score.structures().get(0).value(Metric.DICE)).isEqualTo(1);
        assertThat(score.structures().get(0).value(Metric.HD95)).isZero();
        assertThat(score.unnamed()).isEmpty();
        assertThat(scorer(StructureLabels.of("one", 1))
                        .score(prediction, reference)
                        .unnamed())
                .containsExactly(2);
    }

    /** A tolerance of exactly a step counts the step, in whatever way a file rounded the spacing. */
    @Test
    void aToleranceReachesItsOwnDistance() {
        double step = (float) 0.7;
        Grid grid = new Grid(12, 10, 9, Affine.ofSpacing(step, 1, 1, Vec3.ZERO));
        Volume prediction = Volume.allocate(grid, VoxelType.UINT8);
        Volume reference = Volume.allocate(grid, VoxelType.UINT8);
        for (int j = 2; j < 8; j++) {
            for (int k = 2; k < 7; k++) {
                for (int i = 3; i < 7; i++) {
                    prediction.voxels().set(grid.index(i, j, k), 1);
                    reference.voxels().set(grid.index(i + 2, j, k), 1);
                }
            }
        }
        Scorer at = new Scorer(
                List.of(StructureLabels.of("a", 1)),
                new Tolerances(1.4, Map.of()),
                List.of(),
                LesionCriterion.ONE_VOXEL);
        assertThat(2 * step).isNotEqualTo(1.4);
        assertThat(at.score(prediction, reference).structures().get(0).value(Metric.NSD))
                .isEqualTo(1);
    }

    @Test
    void lesionsAreFoundWhereOneVoxelIsAndFindingsFalseWhereNoneIs() {
        Volume reference = blocks(
                new int[] {1, 0, 0, 0, 1, 1, 1}, new int[] {1, 5, 5, 5, 6, 6, 6}, new int[] {1, 10, 0, 0, 11, 1, 1});
        // The first by one of its eight voxels, the second whole, the third not; and two findings where nothing is.
        Volume prediction = blocks(
                new int[] {1, 1, 1, 1, 2, 2, 2},
                new int[] {1, 5, 5, 5, 6, 6, 6},
                new int[] {1, 0, 9, 8, 0, 9, 8},
                new int[] {1, 10, 9, 8, 11, 9, 8});
        Scorer one = new Scorer(
                List.of(StructureLabels.of("lesion", 1)),
                Tolerances.DEFAULT,
                List.of("lesion"),
                LesionCriterion.ONE_VOXEL);
        assertThat(one.score(prediction, reference).lesions().get("lesion")).isEqualTo(new LesionCounts(3, 2, 4, 2));
        Scorer half = new Scorer(
                List.of(StructureLabels.of("lesion", 1)),
                Tolerances.DEFAULT,
                List.of("lesion"),
                new LesionCriterion(0.5));
        assertThat(half.score(prediction, reference).lesions().get("lesion")).isEqualTo(new LesionCounts(3, 1, 4, 3));
    }

    @Test
    void lesionsThatTouchAtACornerAreOne() {
        Volume corner = blocks(new int[] {1, 0, 0, 0, 1, 1, 1}, new int[] {1, 2, 2, 2, 3, 3, 3});
        Scorer one = new Scorer(
                List.of(StructureLabels.of("lesion", 1)),
                Tolerances.DEFAULT,
                List.of("lesion"),
                LesionCriterion.ONE_VOXEL);
        assertThat(one.score(corner, corner).lesions().get("lesion")).isEqualTo(new LesionCounts(1, 1, 1, 0));
    }

    @Test
    void whatIsNoLabelIsRefused() {
        Volume labels = blocks(new int[] {1, 2, 2, 2, 5, 5, 5});
        Volume half = Volume.allocate(GRID, VoxelType.FLOAT32);
        half.voxels().set(GRID.index(1, 2, 3), 0.5);
        assertThatThrownBy(() -> scorer(StructureLabels.of("a", 1)).score(half, labels))
                .hasMessage("prediction voxel (1, 2, 3) = 0.5 (expected a label, a whole number 0..65535)");
        Volume negative = Volume.allocate(GRID, VoxelType.INT16);
        negative.voxels().set(GRID.index(4, 5, 6), -1);
        assertThatThrownBy(() -> scorer(StructureLabels.of("a", 1)).score(labels, negative))
                .hasMessage("reference voxel (4, 5, 6) = -1.0 (expected a label, a whole number 0..65535)");
    }

    @Test
    void otherGridsAreRefused() {
        Volume labels = blocks(new int[] {1, 2, 2, 2, 5, 5, 5});
        Volume small = Volume.allocate(new Grid(12, 10, 8, GRID.indexToRas()), VoxelType.UINT8);
        assertThatThrownBy(() -> scorer(StructureLabels.of("a", 1)).score(small, labels))
                .hasMessage("prediction and reference lie on different grids, 12 x 10 x 8 and 12 x 10 x 9 voxels "
                        + "(expected the same: resample the prediction to the reference's grid)");
        Volume moved = Volume.allocate(
                new Grid(12, 10, 9, Affine.ofSpacing(2, 3, 5, new Vec3(-10, 20, 30.02))), VoxelType.UINT8);
        assertThatThrownBy(() -> scorer(StructureLabels.of("a", 1)).score(moved, labels))
                .hasMessage(
                        "prediction and reference, both 12 x 10 x 9 voxels, lie in different places (expected every "
                                + "corner within 0.01 mm: resample the prediction to the reference's grid, or correct its header)");
    }

    @Test
    void whatCannotBeScoredIsSaid() {
        assertThatThrownBy(() -> new Scorer(
                        List.of(StructureLabels.of("a", 1)),
                        Tolerances.DEFAULT,
                        List.of("b"),
                        LesionCriterion.ONE_VOXEL))
                .hasMessage("lesions = b (expected one of the structures a)");
        assertThatThrownBy(() -> scorer(StructureLabels.of("a", 1), StructureLabels.of("a", 2)))
                .hasMessage("structures = a, a (expected each name once)");
        assertThatThrownBy(() -> StructureLabels.of("a", 0))
                .hasMessage("structure a has the values [0] (expected one or more of 1..65535)");
        assertThatThrownBy(() -> new Tolerances(-1, Map.of()))
                .hasMessage("tolerance of every structure = -1.0 mm (expected 0 or more)");
        assertThatThrownBy(() -> new LesionCriterion(1.5))
                .hasMessage("lesion overlap = 1.5 (expected 0 for one voxel, to 1)");
    }

    /** The patient's frame does not matter: the same voxels on any grid of the same spacing score the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void axesMayPointAnywhere(long seed) {
        for (Grid grid : Grids.of(seed)) {
            Volume p = ScorePairs.noise(grid, seed);
            Volume r = ScorePairs.noise(grid, seed + 100);
            Vec3 s = grid.spacing();
            Grid straight = new Grid(
                    grid.sizeI(), grid.sizeJ(), grid.sizeK(), Affine.ofSpacing(s.x(), s.y(), s.z(), Vec3.ZERO));
            List<StructureScore> turned = scorer(StructureLabels.of("b", 1), StructureLabels.of("c", 2, 40_000))
                    .score(p, r)
                    .structures();
            List<StructureScore> plain = scorer(StructureLabels.of("b", 1), StructureLabels.of("c", 2, 40_000))
                    .score(new Volume(straight, p.voxels()), new Volume(straight, r.voxels()))
                    .structures();
            for (int n = 0; n < 2; n++) {
                for (Metric metric : Metric.values()) {
                    double a = turned.get(n).value(metric);
                    double b = plain.get(n).value(metric);
                    assertThat(Double.isNaN(a) ? -1 : a)
                            .as("%s", metric)
                            .isCloseTo(Double.isNaN(b) ? -1 : b, within(1e-5));
                }
            }
        }
    }
}
