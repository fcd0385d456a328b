package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.parity.PeerPython;
import org.junit.jupiter.api.Test;

/** How far the coarse atlas says the same as the Talairach labels, voxel for voxel of the Colin27 brain, as docs/atlas.md states it. */
class CoarseAgreementTest {

    /** Least Dice coefficient, measured and rounded down to 0.02. */
    private static final Map<String, Double> LEAST = new LinkedHashMap<>();

    static {
        LEAST.put("frontal_lobe", 0.90);
        LEAST.put("parietal_lobe", 0.86);
        LEAST.put("temporal_lobe", 0.84);
        LEAST.put("occipital_lobe", 0.82);
        LEAST.put("limbic_lobe", 0.66);
        LEAST.put("insula", 0.56);
        LEAST.put("basal_ganglia", 0.64);
        LEAST.put("thalamus", 0.68);
        LEAST.put("cerebellum", 0.86);
    }

    @Test
    void lobesAgreeOnBothSidesWhereTheSharedDataIs() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isEmpty()) {
            return; // CoarseAtlasTest holds it without the data.
        }
        AtlasProbe fine = AtlasProbe.of(TalairachAtlas.read(shared.get().resolve("atlas/talairach")));
        AtlasProbe coarse = AtlasProbe.of(CoarseAtlas.make());
        Map<TumourSite.Place, int[]> counts = new LinkedHashMap<>();
        Grid grid = fine.atlas().labels().grid();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k);
                    Optional<TumourSite.Place> a = fine.at(p);
                    if (a.isPresent() && fine.brightness(p) > 0) {
                        Optional<TumourSite.Place> one = a.flatMap(CoarseAgreementTest::lobe);
                        Optional<TumourSite.Place> other = coarse.at(p).flatMap(CoarseAgreementTest::lobe);
                        one.ifPresent(q -> count(counts, q)[0]++);
                        other.ifPresent(q -> count(counts, q)[1]++);
                        one.filter(q -> other.equals(Optional.of(q))).ifPresent(q -> count(counts, q)[2]++);
                    }
                }
            }
        }
        for (Side side : List.of(Side.LEFT, Side.RIGHT)) {
            for (Map.Entry<String, Double> least : LEAST.entrySet()) {
                int[] n = counts.getOrDefault(new TumourSite.Place(least.getKey(), side), new int[3]);
                double dice = 2.0 * n[2] / (n[0] + n[1]);
                System.out.printf("coarse atlas, %s %s: Dice %.3f%n", side, least.getKey(), dice);
                assertThat(dice).as("%s %s", side, least.getKey()).isGreaterThan(least.getValue());
            }
        }
    }

    /** Voxels of the Talairach atlas, of the coarse one, of both. */
    private static int[] count(Map<TumourSite.Place, int[]> counts, TumourSite.Place place) {
        return counts.computeIfAbsent(place, n -> new int[3]);
    }

    private static final Set<String> COMPARED = LEAST.keySet();

    /** The first of the compared regions that holds the place. */
    private static Optional<TumourSite.Place> lobe(TumourSite.Place place) {
        return Regions.standard().upwards(place.region()).stream()
                .filter(r -> COMPARED.contains(r.id()))
                .findFirst()
                .map(r -> new TumourSite.Place(r.id(), place.side()));
    }
}
