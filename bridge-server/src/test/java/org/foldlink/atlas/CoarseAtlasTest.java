package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoarseAtlasTest {

    private static final AtlasProbe ATLAS = AtlasProbe.of(CoarseAtlas.make());

    @Test
    void everyRegionIsInTheVocabularyAndIsDrawnOnBothSides() {
        Set<TumourSite.Place> drawn = new HashSet<>();
        Grid grid = ATLAS.atlas().labels().grid();
        for (long v = 0; v < grid.count(); v++) {
            ATLAS.atlas()
                    .places()
                    .get((int) ATLAS.atlas().labels().voxels().get(v))
                    .ifPresent(drawn::add);
        }
        for (CoarseRegion region : CoarseRegion.values()) {
            assertThat(Regions.standard().find(region.id())).as(region.id()).isPresent();
            assertThat(drawn)
                    .contains(
                            new TumourSite.Place(region.id(), Side.LEFT),
                            new TumourSite.Place(region.id(), Side.RIGHT));
        }
        assertThat(drawn).hasSize(2 * CoarseRegion.values().length);
    }

    @Test
    void itsHalvesAreMirrorImagesAndLeftIsLeft() {
        Grid grid = ATLAS.atlas().labels().grid();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI() / 2; i++) {
                    int o = grid.sizeI() - 1 - i;
                    Optional<TumourSite.Place> left = ATLAS.atlas().places().get((int)
                            ATLAS.atlas().labels().at(i, j, k));
                    Optional<TumourSite.Place> right = ATLAS.atlas().places().get((int)
                            ATLAS.atlas().labels().at(o, j, k));
                    assertThat(grid.indexToRas().apply(i, j, k).x())
                            .isEqualTo(-grid.indexToRas().apply(o, j, k).x());
                    assertThat(left.map(TumourSite.Place::side).orElse(Side.LEFT))
                            .isEqualTo(Side.LEFT);
                    assertThat(right).isEqualTo(left.map(p -> new TumourSite.Place(p.region(), Side.RIGHT)));
                    assertThat(ATLAS.atlas().template().at(i, j, k))
                            .isEqualTo(ATLAS.atlas().template().at(o, j, k));
                }
            }
        }
    }

    /** Points that an anatomist would not argue about; x is the left's. */
    @ParameterizedTest
    @CsvSource({
        "-20, 55, 10, frontal_lobe",
        "-35, -50, 55, parietal_lobe",
        "-58, -20, -15, temporal_lobe",
        "-15, -92, 5, occipital_lobe",
        "-38, 2, 5, insula",
        "-6, 5, 38, limbic_lobe",
        "-24, 2, 2, basal_ganglia",
        "-10, -20, 8, thalamus",
        "-28, -20, -14, mesial_temporal",
        "-3, -12, 24, corpus_callosum",
        "-9, -2, 17, lateral_ventricle",
        "-1, -12, 2, third_ventricle",
        "-1, -44, -30, fourth_ventricle",
        "-5, -20, -10, midbrain",
        "-5, -26, -28, pons",
        "-3, -42, -52, medulla",
        "-25, -62, -35, cerebellum",
        "-2, 2, -22, pituitary_region"
    })
    void pointsLieInTheirRegion(double x, double y, double z, String region) {
        assertThat(ATLAS.at(new Vec3(x, y, z))).contains(new TumourSite.Place(region, Side.LEFT));
    }

    @Test
    void nothingIsNamedFarFromTheBrain() {
        for (Vec3 far :
                new Vec3[] {new Vec3(71, 70, 70), new Vec3(-71, -100, -60), new Vec3(0, 70, -50), new Vec3(200, 0, 0)
                }) {
            assertThat(ATLAS.at(far)).isEmpty();
            assertThat(ATLAS.brightness(far)).isZero();
        }
    }

    @Test
    void itsTemplateIsAsBrightAsT1AndAsLargeAsABrain() {
        double csf = ATLAS.brightness(new Vec3(-9, -2, 17));
        double cortex = ATLAS.brightness(new Vec3(-63, -25, 30));
        double nucleus = ATLAS.brightness(new Vec3(-24, 2, 2));
        double white = ATLAS.brightness(new Vec3(-28, -30, 34));
        assertThat(csf).isBetween(1.0, 80.0).isLessThan(cortex);
        assertThat(cortex).isLessThan(nucleus);
        assertThat(nucleus).isLessThan(white).isLessThan(200);
        long brain = 0;
        long labelled = 0;
        Grid grid = ATLAS.atlas().template().grid();
        for (long v = 0; v < grid.count(); v++) {
            brain += ATLAS.atlas().template().voxels().get(v) > 0 ? 1 : 0;
            labelled += ATLAS.atlas().labels().voxels().get(v) > 0
                            && ATLAS.atlas().template().voxels().get(v) > 0
                    ? 1
                    : 0;
        }
        assertThat(brain * grid.voxelVolume() / 1000).isBetween(1500.0, 1700.0);
        assertThat((double) labelled / brain).isGreaterThan(0.99);
    }
}
