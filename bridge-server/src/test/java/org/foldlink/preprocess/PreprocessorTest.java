package org.foldlink.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.TestVolumes;
import org.foldlink.models.NnunetPlans;
import org.foldlink.models.Normalization;
import org.foldlink.models.ReaderOrientation;
import org.foldlink.models.Resampling;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PreprocessorTest {

    private static final Workers WORKERS = new Workers(3);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    private static NnunetPlans plans(ReaderOrientation reader, List<Integer> forward, Normalization scheme) {
        Integer[] backward = new Integer[3];
        for (int a = 0; a < 3; a++) {
            backward[forward.get(a)] = a;
        }
        return new NnunetPlans(
                "3d_fullres",
                forward,
                List.of(backward),
                List.of(1.0, 1.0, 1.0),
                List.of(4, 4, 4),
                List.of(scheme),
                new Resampling(3, 0, Optional.empty()),
                new Resampling(1, 0, Optional.empty()),
                reader,
                List.of(),
                2,
                List.of(),
                List.of(1),
                Optional.empty());
    }

    private static Preprocessed run(NnunetPlans plans, Volume... channels) {
        return new Preprocessor(WORKERS, () -> false).run(List.of(channels), plans, Optional.empty());
    }

    private static Normalization none() {
        return new Normalization.None();
    }

    @Test
    void asStoredMeansTheOrderOfTheVoxelsWhateverTheMatrix() {
        Random random = new Random(1);
        for (int round = 0; round < 10; round++) {
            Grid grid = TestVolumes.grid(random, 2, 7, 1, 1);
            Volume volume = TestVolumes.random(random, grid);
            Tensor t = run(plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), none()), volume)
                    .image();
            assertThat(t.shape()).containsExactly(grid.sizeK(), grid.sizeJ(), grid.sizeI());
            assertThat(t.at(0, 1, 0, 1)).isEqualTo((float) volume.at(1, 0, 1));
            Tensor turned = run(plans(ReaderOrientation.AS_STORED, List.of(2, 0, 1), none()), volume)
                    .image();
            assertThat(turned.shape()).containsExactly(grid.sizeI(), grid.sizeK(), grid.sizeJ());
            assertThat(turned.at(0, 1, 0, 1)).isEqualTo((float) volume.at(1, 1, 0));
        }
    }

    @Test
    void reorientedAxesPointRightAnteriorSuperior() {
        Random random = new Random(2);
        for (int round = 0; round < 40; round++) {
            Grid grid = TestVolumes.grid(random, 2, 7, 0.5, 2);
            AxisMap axes = AxisMap.of(grid, ReaderOrientation.RAS, List.of(0, 1, 2));
            Vec3 origin = axes.ras(0, 0, 0);
            Vec3 s = axes.ras(1, 0, 0).minus(origin).unit();
            Vec3 a = axes.ras(0, 1, 0).minus(origin).unit();
            Vec3 r = axes.ras(0, 0, 1).minus(origin).unit();
            assertThat(s.z()).isGreaterThan(0.8);
            assertThat(a.y()).isGreaterThan(0.8);
            assertThat(r.x()).isGreaterThan(0.8);
            for (int n = 0; n < 5; n++) {
                int i = random.nextInt(grid.sizeI());
                int j = random.nextInt(grid.sizeJ());
                int k = random.nextInt(grid.sizeK());
                double[] at = axes.fromGridIndex(new Vec3(i, j, k));
                assertThat(axes.index((int) at[0], (int) at[1], (int) at[2])).isEqualTo(grid.index(i, j, k));
                assertThat(axes.ras(at[0], at[1], at[2])
                                .minus(grid.indexToRas().apply(i, j, k))
                                .norm())
                        .isLessThan(1e-9);
            }
        }
    }

    @Test
    void theSpacingIsTheOneThatTheFileMeant() {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        // Columns as a single-precision header holds them.
        Affine oblique = new Affine(
                new Vec3((float) (0.7 * c), (float) (0.7 * s), 0),
                new Vec3((float) (-5 * s), (float) (5 * c), 0),
                new Vec3(0, 0, 1.2345678),
                Vec3.ZERO);
        AxisMap axes = AxisMap.of(new Grid(3, 3, 3, oblique), ReaderOrientation.AS_STORED, List.of(0, 1, 2));
        assertThat(axes.spacing(2)).isEqualTo((double) 0.7f);
        assertThat(axes.spacing(1)).isEqualTo(5.0);
        assertThat(axes.spacing(0)).isEqualTo((double) 1.2345678f);
    }

    @Test
    void theCropIsTheBoxOfWhatIsNotZeroAndHolesAreInside() {
        Grid grid = new Grid(9, 8, 7, Affine.IDENTITY);
        Volume volume = Volume.allocate(grid, VoxelType.INT16);
        for (int k = 1; k <= 5; k++) {
            for (int j = 2; j <= 6; j++) {
                for (int i = 3; i <= 7; i++) {
                    boolean shell = k == 1 || k == 5 || j == 2 || j == 6 || i == 3 || i == 7;
                    volume.voxels().set(grid.index(i, j, k), shell ? (i + j + k) % 2 == 0 ? 10 : 30 : 0);
                }
            }
        }
        // A corner missing opens nothing: holes are reached through faces only.
        volume.voxels().set(grid.index(3, 2, 1), 0);
        var prepared =
                run(plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), new Normalization.ZScore(true)), volume);
        assertThat(prepared.image().shape()).containsExactly(5, 5, 5);
        assertThat(prepared.frame().start(0)).isEqualTo(1);
        assertThat(prepared.frame().start(1)).isEqualTo(2);
        assertThat(prepared.frame().start(2)).isEqualTo(3);
        // The open corner is outside of the mask and keeps its 0; the hole is inside and is normalised.
        assertThat(prepared.image().at(0, 0, 0, 0)).isZero();
        double sum = 0;
        double squares = 0;
        for (int z = 0; z < 5; z++) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 5; x++) {
                    sum += prepared.image().at(0, z, y, x);
                    squares += Math.pow(prepared.image().at(0, z, y, x), 2);
                }
            }
        }
        assertThat(sum).isCloseTo(0, Offset.offset(1e-4));
        assertThat(squares / 124).isCloseTo(1, Offset.offset(1e-5));
        assertThat(prepared.image().at(0, 2, 2, 2)).isNegative();
        // A hole in a face opens it.
        volume.voxels().set(grid.index(5, 4, 1), 0);
        var open = run(plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), new Normalization.ZScore(true)), volume);
        assertThat(open.image().at(0, 2, 2, 2)).isZero();
    }

    @Test
    void everySchemeIsAsItsFormula() {
        Volume volume =
                new Volume(new Grid(4, 1, 1, Affine.IDENTITY), org.foldlink.volume.Voxels.ofFloats(-500, 10, 100, 240));
        assertThat(normalised(volume, new Normalization.Ct(-100, 200, 50, 25))).containsExactly(-6, -1.6f, 2, 6);
        assertThat(normalised(volume, new Normalization.RescaleTo01())).containsExactly(0, 510f / 740, 600f / 740, 1);
        assertThat(normalised(volume, none())).containsExactly(-500, 10, 100, 240);
        assertThat(normalised(volume, new Normalization.RgbTo01())[3]).isEqualTo(240f / 255);
        double mean = -150.0 / 4;
        double std = Math.sqrt(
                (Math.pow(-500 - mean, 2) + Math.pow(10 - mean, 2) + Math.pow(100 - mean, 2) + Math.pow(240 - mean, 2))
                        / 4);
        float[] z = normalised(volume, new Normalization.ZScore(false));
        assertThat((double) z[0]).isCloseTo((-500 - mean) / std, Offset.offset(1e-6));
        assertThat((double) z[3]).isCloseTo((240 - mean) / std, Offset.offset(1e-6));
    }

    private static float[] normalised(Volume volume, Normalization scheme) {
        return run(plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), scheme), volume)
                .image()
                .slice(0, 0);
    }

    @Test
    void aRegionKeepsHalfAPatchAroundAndTheIntensitiesOfTheWhole() {
        Random random = new Random(4);
        Grid grid = new Grid(30, 31, 32, Affine.ofSpacing(1, 1, 1, new Vec3(-5, -6, -7)));
        Volume volume = TestVolumes.random(random, grid);
        NnunetPlans plans = plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), new Normalization.ZScore(false));
        Tensor whole = run(plans, volume).image();
        Box region = new Box(new Vec3(4.6, 3.6, 2.6), new Vec3(7.4, 5.4, 4.4)); // voxels i 10..12, j 10..11, k 10..11
        var part = new Preprocessor(WORKERS, () -> false).run(List.of(volume), plans, Optional.of(region));
        assertThat(part.image().shape()).containsExactly(8, 8, 9);
        for (int a = 0; a < 3; a++) {
            assertThat(part.frame().start(a)).isEqualTo(7);
        }
        assertThat(part.image().at(0, 3, 2, 1)).isEqualTo(whole.at(0, 10, 9, 8));
    }

    @Test
    void aStopEndsIt() {
        Volume volume = TestVolumes.random(new Random(1), new Grid(9, 9, 9, Affine.IDENTITY));
        assertThatThrownBy(() -> new Preprocessor(WORKERS, () -> true)
                        .run(
                                List.of(volume),
                                plans(ReaderOrientation.AS_STORED, List.of(0, 1, 2), none()),
                                Optional.empty()))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void aFailureInAWorkerReachesTheCallerOnceAllHaveEnded() {
        assertThatThrownBy(() -> WORKERS.forEach(100, i -> {
                    if (i == 42) {
                        throw new IllegalStateException("slice 42");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("slice 42");
    }
}
