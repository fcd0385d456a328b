package org.foldlink.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.models.Label;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ReplaySegmenterTest {

    private static final Grid GRID = new Grid(13, 11, 9, Affine.ofSpacing(1, 2, 3, new Vec3(-6, 4, 20)));

    private final List<Progress> progress = new ArrayList<>();
    private final List<Preview> previews = new ArrayList<>();
    private final Volume labels = labels(GRID);
    private final ReplaySegmenter replay = new ReplaySegmenter(labels, Duration.ZERO);

    private static Volume labels(Grid grid) {
        Volume labels = Volume.allocate(grid, VoxelType.INT16);
        Random random = new Random(5);
        for (long v = 0; v < grid.count(); v++) {
            labels.voxels().set(v, random.nextInt(118));
        }
        return labels;
    }

    private static SegmentationRequest request(Grid grid, SegmentationOptions options) {
        return new SegmentationRequest(
                ReplayModel.describe(), List.of(Volume.allocate(grid, VoxelType.INT16)), options);
    }

    private Segmentation run(SegmentationOptions options, CancelToken cancel) throws CancelledException {
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress next) {
                progress.add(next);
            }

            @Override
            public void preview(Preview next) {
                previews.add(next);
                if (previews.size() == 2 && options.folds() == 4) {
                    cancel.cancel();
                }
            }
        };
        return replay.segment(request(GRID, options), listener, cancel);
    }

    private static long differ(Volume one, Volume other) {
        long n = 0;
        for (long v = 0; v < one.grid().count(); v++) {
            n += one.voxels().get(v) == other.voxels().get(v) ? 0 : 1;
        }
        return n;
    }

    @Test
    void theModelNamesTheClassesAndSaysThatItPredictsNothing() {
        List<Label> all = ReplayModel.describe().labels();
        assertThat(all).hasSize(117);
        assertThat(all.get(4).name()).isEqualTo("liver");
        assertThat(all.get(116).name()).isEqualTo("costal_cartilages");
        assertThat(all).allMatch(label -> label.coding().isPresent());
        assertThat(ReplayModel.describe().title()).contains("labels replayed, not predicted");
    }

    @Test
    void previewsSharpenUntilTheLabelsComeAsTheyAre() throws Exception {
        Segmentation made = run(SegmentationOptions.DEFAULT.withDoubt(Doubt.VOTES), new CancelToken());
        assertThat(differ(made.labels(), labels)).isZero();
        assertThat(previews).extracting(Preview::foldsDone).containsExactly(1, 2, 3, 4);
        assertThat(previews.stream().map(p -> differ(p.labels(), labels)).toList())
                .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .doesNotContain(0L);
        assertThat(progress)
                .filteredOn(p -> p.phase() == Progress.Phase.INFERENCE)
                .hasSize(5 * ReplaySegmenter.TILES);
        assertThat(made.foldAgreement()).containsKey(5);
        assertThat(made.doubt()).isPresent();
    }

    @Test
    void aCancelEndsItWithinATile() {
        CancelToken cancel = new CancelToken();
        assertThatThrownBy(() -> run(SegmentationOptions.DEFAULT.withFolds(4), cancel))
                .isInstanceOf(CancelledException.class);
        assertThat(previews).hasSize(2);
        assertThat(progress).filteredOn(p -> p.fold() > 2 && p.tile() > 0).isEmpty();
    }

    @Test
    void outsideTheRegionIsBackground() throws Exception {
        Box region = new Box(new Vec3(-2.5, 7, 20), new Vec3(2, 15, 44));
        Volume made = run(SegmentationOptions.DEFAULT.withRegion(region), new CancelToken())
                .labels();
        assertThat(made.at(3, 3, 2)).isZero();
        assertThat(made.at(4, 3, 2)).isEqualTo(labels.at(4, 3, 2));
        assertThat(made.at(4, 6, 2)).isZero();
    }

    @Test
    void anotherScanIsRefused() {
        assertThat(replay.check(request(GRID, SegmentationOptions.DEFAULT))).isEmpty();
        Grid other = new Grid(13, 11, 8, GRID.indexToRas());
        assertThat(replay.check(request(other, SegmentationOptions.DEFAULT))
                        .get(0)
                        .message())
                .isEqualTo("the scan has 13 x 11 x 8 voxels (expected 13 x 11 x 9, at the place of the labels that are"
                        + " replayed: no other scan has labels here)");
    }
}
