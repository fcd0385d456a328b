package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.geometry.Vec3;
import org.foldlink.parity.PeerPython;
import org.junit.jupiter.api.Test;

/** Published points lie in the gyri, nuclei and lobes, and on the sides, that their authors name. */
class LandmarksTest {

    /** Less than what such points scatter by: the README beside landmarks.csv. */
    private static final double WITHIN_MM = 5;

    private static final Set<String> COARSE = Set.of(
            "frontal_lobe",
            "parietal_lobe",
            "temporal_lobe",
            "occipital_lobe",
            "limbic_lobe",
            "insula",
            "basal_ganglia",
            "thalamus",
            "cerebellum");

    @Test
    void theTalairachAtlasNamesThemWhereTheSharedDataIsElseTheTableAloneIsSound() throws Exception {
        List<Landmark> landmarks = Landmark.all();
        assertThat(landmarks).hasSizeGreaterThanOrEqualTo(25);
        for (Landmark l : landmarks) {
            assertThat(Regions.standard().find(l.region())).as(l.name()).isPresent();
        }
        assertThat(landmarks.stream().filter(l -> l.point().x() < 0)).hasSizeGreaterThan(25);
        assertThat(landmarks.stream().filter(l -> l.point().x() > 0)).hasSizeGreaterThan(25);
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isEmpty()) {
            return;
        }
        AtlasProbe atlas = AtlasProbe.of(TalairachAtlas.read(shared.get().resolve("atlas/talairach")));
        int exact = 0;
        List<String> wrong = new ArrayList<>();
        for (Landmark l : landmarks) {
            if (atlas.within(l.point(), 1, p -> l.isIn(p, l.region())).isPresent()) {
                exact++;
            }
            if (atlas.within(l.point(), WITHIN_MM, p -> l.isIn(p, l.region())).isEmpty()) {
                wrong.add(l + " is in " + atlas.at(l.point()));
            }
            Vec3 mirrored = new Vec3(-l.point().x(), l.point().y(), l.point().z());
            if (Math.abs(mirrored.x()) > WITHIN_MM + 4
                    && atlas.within(mirrored, WITHIN_MM, p -> l.isIn(p, l.region()))
                            .isPresent()) {
                wrong.add(l + " is found on the other side too");
            }
        }
        assertThat(wrong).isEmpty();
        System.out.printf("landmarks: %d of %d within 1 mm%n", exact, landmarks.size());
        assertThat((double) exact / landmarks.size()).isGreaterThan(0.8);
    }

    @Test
    void theCoarseAtlasNamesTheirLobes() throws Exception {
        AtlasProbe atlas = AtlasProbe.of(CoarseAtlas.make());
        List<String> far = new ArrayList<>();
        List<String> beside = new ArrayList<>();
        for (Landmark l : Landmark.all()) {
            Optional<String> lobe = Regions.standard().upwards(l.region()).stream()
                    .map(Region::id)
                    .filter(COARSE::contains)
                    .findFirst();
            if (lobe.isPresent()) {
                if (atlas.at(l.point()).filter(p -> l.isIn(p, lobe.get())).isEmpty()) {
                    beside.add(l + " is in " + atlas.at(l.point()));
                }
                if (atlas.within(l.point(), WITHIN_MM, p -> l.isIn(p, lobe.get()))
                        .isEmpty()) {
                    far.add(l + " is in " + atlas.at(l.point()));
                }
            }
        }
        System.out.println("coarse atlas, landmarks beside their lobe: " + String.join("\n", beside));
        assertThat(far).isEmpty();
        assertThat(beside).hasSizeLessThan(Landmark.all().size() / 5);
    }
}
