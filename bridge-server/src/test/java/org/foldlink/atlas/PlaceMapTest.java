package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;

class PlaceMapTest {

    private final BrainAtlas atlas = TinyAtlas.make();
    private final PlaceMap map = new PlaceMap(atlas);

    @Test
    void aNamedPointKeepsItsNameAndItsPositionGivesTheSide() {
        assertThat(map.at(new Vec3(-20.4, 30, 10))).contains(new Place("superior_frontal_gyrus", Side.LEFT));
        assertThat(map.at(new Vec3(20.4, -30, 10))).contains(new Place("cuneus", Side.RIGHT));
        assertThat(map.at(new Vec3(0.3, 10, -20))).contains(new Place("brainstem", Side.RIGHT));
        assertThat(map.at(new Vec3(-0.3, 10, -20))).contains(new Place("brainstem", Side.LEFT));
        assertThat(map.at(new Vec3(0, 10, -20))).contains(new Place("brainstem", Side.LEFT));
    }

    @Test
    void aRegionAcrossTheMidlineHasNoSide() {
        assertThat(map.at(new Vec3(-2, 30, 10))).contains(new Place("corpus_callosum", Side.MIDLINE));
        assertThat(map.at(new Vec3(2, 30, 10))).contains(new Place("corpus_callosum", Side.MIDLINE));
        assertThat(map.places()).doesNotContain(new Place("corpus_callosum", Side.LEFT));
    }

    @Test
    void theMidlineRegionsAreInTheVocabulary() {
        assertThat(Midline.regions())
                .allSatisfy(r -> assertThat(Regions.standard().find(r)).isPresent());
    }

    /** Of equally near ones any may do. */
    @Test
    void aPointWithoutANameTakesTheNearestWithinFiveMillimetres() {
        AtlasProbe probe = AtlasProbe.of(atlas);
        Random random = new Random(3);
        int[] found = new int[3];
        for (int n = 0; n < 4000; n++) {
            int x = random.nextInt(-48, 49);
            int y = random.nextInt(-58, 59);
            int z = random.nextInt(-38, 39);
            Vec3 p = new Vec3(x, y, z);
            Optional<Place> got = map.at(p);
            Optional<Place> nearest = probe.within(p, PlaceMap.REACH_MM, r -> true);
            assertThat(got.isPresent()).as("%s", p).isEqualTo(nearest.isPresent());
            if (got.isPresent()) {
                double least = distance(probe, p, nearest.get().region());
                assertThat(distance(probe, p, got.get().region())).as("%s", p).isEqualTo(least);
                found[least > 0 ? 1 : 0]++;
            } else {
                found[2]++;
            }
        }
        assertThat(found[0]).isPositive();
        assertThat(found[1]).isPositive();
        assertThat(found[2]).isPositive();
    }

    private static double distance(AtlasProbe probe, Vec3 p, String region) {
        double least = Double.POSITIVE_INFINITY;
        int reach = PlaceMap.REACH_MM;
        for (int dz = -reach; dz <= reach; dz++) {
            for (int dy = -reach; dy <= reach; dy++) {
                for (int dx = -reach; dx <= reach; dx++) {
                    Vec3 d = new Vec3(dx, dy, dz);
                    if (d.norm() < least
                            && probe.at(p.plus(d))
                                    .filter(q -> q.region().equals(region))
                                    .isPresent()) {
                        least = d.norm();
                    }
                }
            }
        }
        return least;
    }

    @Test
    void theOrderInWhichTheAtlasIsStoredDoesNotMatter() {
        PlaceMap turned = new PlaceMap(TinyAtlas.on(new Grid(
                61,
                81,
                101,
                new Affine(new Vec3(0, 0, -1), new Vec3(-1, 0, 0), new Vec3(0, 1, 0), new Vec3(40, -50, 30)))));
        Random random = new Random(5);
        for (int n = 0; n < 20_000; n++) {
            Vec3 p = new Vec3(random.nextDouble(-48, 48), random.nextDouble(-58, 58), random.nextDouble(-38, 38));
            assertThat(turned.at(p)).as("%s", p).isEqualTo(map.at(p));
        }
    }
}
