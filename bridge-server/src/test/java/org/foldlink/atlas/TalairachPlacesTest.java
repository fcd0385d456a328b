package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.parity.PeerPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TalairachPlacesTest {

    private static final TalairachPlaces PLACES = new TalairachPlaces(Regions.standard());

    private static Optional<TumourSite.Place> of(String label) {
        List<String> levels = new ArrayList<>();
        for (String level : label.split(":", -1)) {
            levels.add(level.strip());
        }
        return PLACES.place(levels);
    }

    /** Labels of Talairach.xml, as it writes them. */
    @ParameterizedTest
    @CsvSource({
        // The last level that has a name.
        "Left Cerebrum:Frontal Lobe:Precentral Gyrus:Gray Matter:Brodmann area 44, precentral_gyrus, LEFT",
        "Right Cerebrum:Sub-lobar:Lentiform Nucleus:Gray Matter:Putamen, putamen, RIGHT",
        "Left Cerebellum:Posterior Lobe:Cerebellar Tonsil:Gray Matter: , cerebellar_tonsil, LEFT",
        "Right Brainstem:Midbrain: :Gray Matter:Substania Nigra, substantia_nigra, RIGHT",
        "' : : :Gray Matter:Hypothalamus', hypothalamus, MIDLINE",
        // An area, by its own name and its parent's: area 6 is three things.
        "Left Cerebrum:Frontal Lobe:Mid Frontal Gyrus:Gray Matter:Brodmann area 6, premotor_cortex, LEFT",
        "Left Cerebrum:Frontal Lobe:Med Frontal Gyrus:Gray Matter:Brodmann area 6, supplementary_motor_area, LEFT",
        "Left Cerebrum:Frontal Lobe:Sup Frontal Gyrus:Gray Matter:Brodmann area 6, superior_frontal_gyrus, LEFT",
        "Right Cerebrum:Frontal Lobe:Inf Frontal Gyrus:Gray Matter:Brodmann area 45, broca_area, RIGHT",
        "Left Cerebrum:Frontal Lobe:Orbital Gyrus:Gray Matter:Brodmann area 47, orbitofrontal_cortex, LEFT",
        "Left Cerebrum:Occipital Lobe:Cuneus:Gray Matter:Brodmann area 17, primary_visual_cortex, LEFT",
        "Left Cerebrum:Temporal Lobe:Sup Temporal Gyr:Gray Matter:Brodmann area 38, temporal_pole, LEFT",
        "Left Cerebrum:Limbic Lobe:Uncus:Gray Matter:Brodmann area 38, uncus, LEFT",
        // Names that name nothing: the lobe.
        "Right Cerebrum:Parietal Lobe:Sub-Gyral:Gray Matter:Brodmann area 40, parietal_lobe, RIGHT",
        "Right Cerebrum:Sub-lobar:Extra-Nuclear:Gray Matter:Brodmann area 13, deep_unspecified, RIGHT",
        "Left Cerebrum: : : : , cerebrum, LEFT",
        // The mammillary bodies lie at the midbrain; what has their name in the thalamus is the thalamus.
        "Left Brainstem:Midbrain: :Gray Matter:Mammillary Body, mammillary_body, LEFT",
        "Left Cerebrum:Sub-lobar:Thalamus:Gray Matter:Mammillary Body, thalamus, LEFT"
    })
    void labelsAreRegions(String label, String region, Side side) {
        assertThat(of(label)).contains(new TumourSite.Place(region, side));
    }

    @Test
    void whatTheLabelsPutIntoTheLimbicLobeIsTemporalHere() {
        TumourSite.Place place = of("Left Cerebrum:Limbic Lobe:Parahippocampus:Gray Matter:Hippocampus")
                .orElseThrow();
        assertThat(Regions.standard().upwards(place.region()).stream().map(Region::id))
                .containsExactly("hippocampus", "mesial_temporal", "temporal_lobe", "cerebrum");
    }

    @Test
    void nothingNamesNothing() {
        assertThat(of(" : : : : ")).isEmpty();
        assertThat(of("Inter-Hemispheric: : :Gray Matter: ")).isEmpty();
    }

    @Test
    void everyLabelOfTheFileIsARegionOrNamesNoneWhereTheSharedDataIsElseOneOfEachForm() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        List<String> labels = new ArrayList<>();
        if (shared.isPresent()) {
            Path file = shared.get().resolve("atlas/talairach/Talairach.xml");
            try (var in = Files.newInputStream(file)) {
                TalairachNames.read(in, "Talairach.xml").forEach(l -> labels.add(String.join(":", l)));
            }
            assertThat(labels).hasSize(660);
        } else {
            labels.addAll(List.of(
                    ":::Gray Matter:",
                    "Inter-Hemispheric:::Gray Matter:",
                    "Right Cerebrum:Frontal Lobe::Gray Matter:Brodmann area 9"));
        }
        List<String> unnamed = labels.stream().filter(l -> of(l).isEmpty()).toList();
        assertThat(unnamed).isSubsetOf("::::", ":::Gray Matter:", "Inter-Hemispheric:::Gray Matter:");
        // Labels without a side: at the midline, and a few beyond the brain.
        assertThat(labels.stream()
                        .filter(l -> of(l).filter(p -> p.side() == Side.MIDLINE).isPresent()))
                .isSubsetOf(
                        ":::Gray Matter:Hypothalamus",
                        "Inter-Hemispheric:Occipital Lobe::Gray Matter:",
                        "Inter-Hemispheric:Occipital Lobe:Cuneus:Gray Matter:",
                        "Inter-Hemispheric:Occipital Lobe:Cuneus:Gray Matter:Brodmann area 17",
                        "Inter-Hemispheric:Occipital Lobe:Cuneus:Gray Matter:Brodmann area 18",
                        "Inter-Hemispheric:Occipital Lobe:Lingual Gyrus:Gray Matter:",
                        "Inter-Hemispheric:Frontal Lobe:Med Frontal Gyrus:Gray Matter:Brodmann area 10",
                        ":Frontal Lobe:Mid Temporal Gyr:Gray Matter:Brodmann area 39",
                        "::Inf Temporal Gyrus:Gray Matter:",
                        "::Mid Temporal Gyr:Gray Matter:",
                        "::Mid Occipital Gyr:Gray Matter:");
    }
}
