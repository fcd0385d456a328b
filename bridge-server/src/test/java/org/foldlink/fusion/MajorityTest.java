package org.foldlink.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class MajorityTest {

    private static final List<VoxelType> TYPES = List.of(VoxelType.values());

    private static final List<Member> FOUR = List.of(
            Opinions.line("a", 0, 1, 1, 1, 1, 2, 0, 4),
            Opinions.line("b", 0, 1, 1, 1, 2, 1, 0, 4),
            Opinions.line("c", 0, 1, 1, 2, 2, 2, 0, 1),
            Opinions.line("d", 0, 1, 2, 2, 1, 1, 3, 0));

    private static List<Integer> values(Volume v) {
        List<Integer> values = new ArrayList<>();
        for (double value : Grids.values(v)) {
            values.add((int) value);
        }
        return values;
    }

    @Test
    void aLabelWinsWhereEnoughAgreeElseBackground() {
        assertThat(Majority.moreThanHalf(4)).isEqualTo(3);
        assertThat(Majority.moreThanHalf(5)).isEqualTo(3);
        assertThat(values(Majority.fuse(FOUR, 3))).containsExactly(0, 1, 1, 0, 0, 0, 0, 0);
        assertThat(values(Majority.fuse(FOUR, 4))).containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void ofEquallyManyVotesTheEarliestMasksLabelWinsAndBackgroundDoesNotVote() {
        assertThat(values(Majority.fuse(FOUR, 2))).containsExactly(0, 1, 1, 1, 1, 2, 0, 4);
        assertThat(values(Majority.fuse(FOUR, 1))).containsExactly(0, 1, 1, 1, 1, 2, 3, 4);
    }

    /** The plainest code: counts, then the greatest, then the earliest mask. */
    private static int plain(List<Member> masks, long n, int atLeast) {
        TreeMap<Integer, Integer> votes = new TreeMap<>();
        masks.forEach(m -> votes.merge((int) m.labels().voxels().get(n), 1, Integer::sum));
        votes.remove(0);
        int most = votes.values().stream().mapToInt(v -> v).max().orElse(0);
        if (most < atLeast) {
            return 0;
        }
        return masks.stream()
                .map(m -> (int) m.labels().voxels().get(n))
                .filter(label -> label != 0 && votes.getOrDefault(label, 0) == most)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isThePlainestCodesOnEveryKindOfGridAndType() {
        for (long seed = 1; seed <= 20; seed++) {
            for (Grid grid : Grids.of(seed)) {
                List<Member> masks = new ArrayList<>();
                for (int m = 0; m < 2 + seed % 6; m++) {
                    VoxelType type = TYPES.get((int) (seed + m) % TYPES.size());
                    masks.add(Opinions.random("m" + m, grid, type, 2 + (int) (seed % 4), 100 * seed + m));
                }
                for (int atLeast = 1; atLeast <= masks.size(); atLeast++) {
                    Volume fused = Majority.fuse(masks, atLeast);
                    assertThat(fused.grid()).isEqualTo(grid);
                    for (long n = 0; n < grid.count(); n++) {
                        assertThat((int) fused.voxels().get(n)).isEqualTo(plain(masks, n, atLeast));
                    }
                }
            }
        }
    }

    /** More rows than one thread takes at once, and a width that nothing divides. */
    @Test
    void manyRowsMeetNowhere() {
        Grid grid = new Grid(7, 53, 29, Affine.ofSpacing(0.5, 1, 3, new Vec3(1, 2, 3)));
        List<Member> masks = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            masks.add(Opinions.random("m" + m, grid, VoxelType.UINT8, 3, m));
        }
        Volume fused = Majority.fuse(masks, 2);
        for (long n = 0; n < grid.count(); n++) {
            assertThat((int) fused.voxels().get(n)).isEqualTo(plain(masks, n, 2));
        }
    }

    @Test
    void labelsBeyondAByteAreKept() {
        Grid grid = new Grid(2, 1, 1, Affine.IDENTITY);
        List<Member> masks = new ArrayList<>();
        for (VoxelType type : List.of(VoxelType.UINT8, VoxelType.UINT16, VoxelType.FLOAT32)) {
            Volume v = Volume.allocate(grid, type);
            v.voxels().set(1, type == VoxelType.UINT8 ? 200 : 65535);
            masks.add(new Member(type.name(), v));
        }
        assertThat(values(Majority.fuse(masks, 2))).containsExactly(0, 65535);
        assertThat(Majority.fuse(masks, 2).type()).isEqualTo(VoxelType.UINT16);
        assertThat(Majority.fuse(List.of(masks.get(0), masks.get(0)), 2).type()).isEqualTo(VoxelType.UINT8);
    }

    @Test
    void refusesMasksOnAnotherGridWithBothGrids() {
        Member odd = new Member(
                "odd.nii.gz",
                Volume.allocate(
                        new Grid(8, 1, 1, Affine.ofSpacing(1, 1, 2.5, new Vec3(0, -3.25, 0))), VoxelType.UINT8));
        assertThatThrownBy(() -> Majority.fuse(List.of(FOUR.get(0), odd), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mask odd.nii.gz lies on another grid than a:"
                        + " 8 x 1 x 1 voxels of 1 x 1 x 2.5 mm from (0, -3.25, 0) RAS,"
                        + " and 8 x 1 x 1 voxels of 1 x 1 x 1 mm from (0, 0, 0) RAS"
                        + " (expected the same size and place within 0.01 mm; resample one onto the other)");
    }

    @Test
    void refusesTooFewMasksAnImpossibleNumberAndWhatIsNoLabel() {
        assertThatThrownBy(() -> Majority.fuse(FOUR.subList(0, 1), 1)).hasMessage("got 1 masks (expected two or more)");
        assertThatThrownBy(() -> Majority.fuse(FOUR, 5))
                .hasMessage("at least = 5 (expected 1 to 4, the number of masks)");
        assertThatThrownBy(() -> Majority.fuse(FOUR, 0))
                .hasMessage("at least = 0 (expected 1 to 4, the number of masks)");
        for (double value : new double[] {0.5, -1, 65536, Double.NaN}) {
            Volume scan = Volume.allocate(FOUR.get(0).labels().grid(), VoxelType.FLOAT64);
            scan.voxels().set(3, value);
            assertThatThrownBy(() -> Majority.fuse(List.of(FOUR.get(0), new Member("scan", scan)), 2))
                    .hasMessage("mask scan voxel (3, 0, 0) = " + value
                            + " (expected whole numbers 0..65535: is it a scan?)");
        }
    }

    /** The published vote of five networks on a real glioma; without the shared data, of generated raters by the plainest code. */
    @Test
    void isThePublishedFusionVoxelForVoxelWhereTheSharedDataAreElseThePlainestCodes() throws IOException {
        Optional<Path> glioma = Opinions.glioma();
        if (glioma.isEmpty()) {
            Volume truth = Opinions.truth(24);
            List<Member> raters = new ArrayList<>();
            for (int m = 0; m < 5; m++) {
                raters.add(Opinions.rater("r" + m, truth, 0.8, 5, m));
            }
            Volume fused = Majority.fuse(raters, Majority.moreThanHalf(5));
            for (long n = 0; n < truth.grid().count(); n++) {
                assertThat((int) fused.voxels().get(n)).isEqualTo(plain(raters, n, 3));
            }
            return;
        }
        List<Member> members = Opinions.members(glioma.get());
        assertThat(members).hasSize(5);
        Volume fused = Majority.fuse(members, Majority.moreThanHalf(members.size()));
        for (String published : List.of("mav.nii.gz", "simple.nii.gz")) {
            Volume theirs = VolumeFiles.read(glioma.get().resolve("fusion").resolve(published))
                    .volume();
            assertThat(fused.grid().matches(theirs.grid(), 1e-3)).isTrue();
            assertThat(fused.type()).isEqualTo(theirs.type());
            assertThat(fused.voxels().blocks())
                    .as(published)
                    .isEqualTo(theirs.voxels().blocks());
        }
        // Another number of masks gives another: the comparison can tell.
        assertThat(Majority.fuse(members, 4).voxels().blocks())
                .isNotEqualTo(fused.voxels().blocks());
        assertThat(Majority.fuse(members, 2).voxels().blocks())
                .isNotEqualTo(fused.voxels().blocks());
    }
}
