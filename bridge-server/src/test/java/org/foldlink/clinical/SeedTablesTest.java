package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;
import org.junit.jupiter.api.Test;

/** What the tables in the jar must hold; reading them checks ids, references and weights already. */
class SeedTablesTest {

    private static final Knowledge SEED = KnowledgeFiles.seed();
    private static final SiteRules RULES = SiteRules.standard();

    @Test
    void atLeastFortySymptomsAndSignsEachWithAReference() {
        Map<String, Long> taught = SEED.rules().stream()
                .filter(r -> !r.reference().isEmpty())
                .collect(Collectors.groupingBy(Rule::symptom, Collectors.counting()));
        assertThat(SEED.symptoms())
                .hasSizeGreaterThanOrEqualTo(40)
                .allSatisfy(s -> assertThat(taught).containsKey(s.id()));
        assertThat(SEED.symptoms().stream().filter(s -> s.kind() == Symptom.Kind.SYMPTOM))
                .hasSizeGreaterThanOrEqualTo(20);
        assertThat(SEED.symptoms().stream().filter(s -> s.kind() == Symptom.Kind.SIGN))
                .hasSizeGreaterThanOrEqualTo(20);
        Set<String> used = SEED.rules().stream().map(Rule::reference).collect(Collectors.toSet());
        assertThat(SEED.references()).allSatisfy(r -> assertThat(used).contains(r.id()));
    }

    @Test
    void noNameBelongsToTwoSymptoms() {
        Map<String, String> owner = new HashMap<>();
        for (Symptom s : SEED.symptoms()) {
            Set<String> names = new HashSet<>(s.synonyms());
            names.addAll(List.of(s.id(), s.name(), s.clinicalTerm()));
            for (String name : names) {
                String other = owner.put(SymptomNames.plain(name), s.id());
                assertThat(other == null ? s.id() : other).as(name).isEqualTo(s.id());
            }
        }
    }

    /** The long tracts cross; the cerebellum, the cranial nerves and the eye do not. */
    @Test
    void lateralityFollowsTheCrossingOfThePathways() {
        Set<String> ownSide = Set.of(
                "cerebellum", "brainstem", "skull_base", "anterior_visual_pathway", "pituitary_region", "hypothalamus");
        // Eyes look towards the lesion; a mass of the frontal base presses on its own nerve, one of the uncus too.
        Set<String> exceptions = Set.of(
                "gaze_preference frontal_eye_field",
                "anosmia orbitofrontal_cortex",
                "foster_kennedy orbitofrontal_cortex",
                "oculomotor_palsy uncus");
        Map<String, Rule.Laterality> seen = new HashMap<>();
        for (Rule rule : SEED.rules()) {
            String key = rule.symptom() + " " + rule.region();
            switch (rule.laterality()) {
                case IPSILATERAL ->
                    assertThat(exceptions.contains(key)
                                    || ownSide.stream().anyMatch(o -> SiteRules.isIn(rule.region(), o)))
                            .as(key)
                            .isTrue();
                case CONTRALATERAL ->
                    assertThat(SiteRules.isIn(rule.region(), "cerebellum")
                                    || SiteRules.isIn(rule.region(), "skull_base")
                                    || SiteRules.isIn(rule.region(), "optic_nerve"))
                            .as(key)
                            .isFalse();
                case DOMINANT, NON_DOMINANT ->
                    assertThat(SiteRules.isIn(rule.region(), "cerebrum") || SiteRules.isIn(rule.region(), "thalamus"))
                            .as(key)
                            .isTrue();
                case EITHER -> {}
            }
            Rule.Laterality before = seen.put(key, rule.laterality());
            if (before != null) {
                assertThat(Set.of(before, rule.laterality()))
                        .as(key)
                        .isEqualTo(Set.of(Rule.Laterality.DOMINANT, Rule.Laterality.NON_DOMINANT));
            }
        }
    }

    @Test
    void aphasiasPointToTheDominantSideAlone() {
        assertThat(SEED.rules().stream()
                        .filter(r -> RULES.group(r.symptom()).name().equals("aphasia"))
                        .toList())
                .hasSizeGreaterThan(15)
                .allSatisfy(r -> assertThat(r.laterality()).isEqualTo(Rule.Laterality.DOMINANT));
    }

    @Test
    void everyLobeIsKnownToTheRules() {
        Set<String> lobes = Regions.standard().all().stream()
                .map(Region::id)
                .flatMap(r -> SiteRules.lobe(r).stream())
                .collect(Collectors.toSet());
        assertThat(lobes)
                .contains("frontal_lobe", "brainstem", "thalamus", "pituitary_region")
                .doesNotContain("cerebrum");
        for (String lobe : lobes) {
            assertThat(lobes.stream().filter(other -> RULES.touch(lobe, other)))
                    .as(lobe)
                    .isNotEmpty();
            // Talairach's "Sub-lobar" has no symptoms of its own.
            assertThat(SEED.rules().stream()
                                    .filter(r ->
                                            SiteRules.lobe(r.region()).equals(Optional.of(lobe)) && r.weight() >= 0.5)
                                    .findAny()
                                    .isPresent()
                            || lobe.equals("deep_unspecified"))
                    .as(lobe)
                    .isTrue();
        }
    }

    @Test
    void exampleHospitalsAreMarkedAsSuch() {
        Providers example = ProviderFiles.example();
        assertThat(example.hospitals())
                .hasSizeGreaterThan(3)
                .allSatisfy(h -> assertThat(h.name()).endsWith("(example)"));
        assertThat(example.doctors()).allSatisfy(d -> assertThat(d.name()).startsWith("Dr Example "));
    }
}
