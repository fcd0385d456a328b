package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;

class SiteWordsTest {

    private static Extent extent(boolean crosses, Share... shares) {
        return new Extent(
                1, Vec3.ZERO, Vec3.ZERO, Optional.empty(), Side.LEFT, 1, crosses, List.of(shares), 0, List.of());
    }

    private static Share share(String region, Side side, double share) {
        return new Share(new Place(region, side), share);
    }

    @Test
    void aShareCountsForAllThatHoldsIt() {
        Extent extent = extent(
                false,
                share("broca_area", Side.LEFT, 0.4),
                share("inferior_frontal_gyrus", Side.LEFT, 0.3),
                share("broca_area", Side.RIGHT, 0.2),
                share("putamen", Side.LEFT, 0.1));
        assertThat(extent.shareOf("broca_area", Side.LEFT)).isEqualTo(0.4);
        assertThat(extent.shareOf("inferior_frontal_gyrus", Side.LEFT)).isCloseTo(0.7, within(1e-12));
        assertThat(extent.shareOf("frontal_lobe", Side.LEFT)).isCloseTo(0.7, within(1e-12));
        assertThat(extent.shareOf("frontal_lobe", Side.RIGHT)).isEqualTo(0.2);
        assertThat(extent.shareOf("cerebrum", Side.LEFT)).isCloseTo(0.8, within(1e-12));
        assertThat(extent.shareOf("cerebellum", Side.LEFT)).isZero();
    }

    @Test
    void theLineHasTheLobeWithMostOfItAndOfThatTheGyrusWithMost() {
        // The putamen is the greatest single region; the frontal lobe, and in it the inferior gyrus, have more
        // together.
        assertThat(extent(
                                false,
                                share("putamen", Side.LEFT, 0.3),
                                share("superior_frontal_gyrus", Side.LEFT, 0.25),
                                share("broca_area", Side.LEFT, 0.24),
                                share("inferior_frontal_gyrus", Side.LEFT, 0.2))
                        .line())
                .isEqualTo("left frontal lobe, inferior frontal gyrus 44 %, crosses no midline");
    }

    @Test
    void theLineNeedsNoGyrus() {
        assertThat(extent(false, share("frontal_lobe", Side.RIGHT, 0.9)).line())
                .isEqualTo("right frontal lobe 90 %, crosses no midline");
        assertThat(extent(true, share("brainstem", Side.LEFT, 0.5)).line())
                .isEqualTo("left brainstem 50 %, crosses the midline");
        assertThat(extent(true, share("cerebellar_vermis", Side.MIDLINE, 1)).line())
                .isEqualTo("midline cerebellum, cerebellar vermis 100 %, crosses the midline");
        assertThat(extent(false).line()).isEqualTo("no region of the atlas, left, crosses no midline");
    }
}
