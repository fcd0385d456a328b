package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.atlas.Side;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases of classic teaching: where the symptoms alone must point. A symptom is followed by its side (left, right, both) where it has one. */
class VignetteTest {

    private static final CrossCheck CHECK = new CrossCheck(KnowledgeFiles.seed());
    private static final SymptomNames NAMES = new SymptomNames(KnowledgeFiles.seed());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Gerstmann | gerstmann syndrome; | left | left | parietal_lobe | angular_gyrus",
                "Gerstmann in right dominance | gerstmann syndrome; | right | right | parietal_lobe | angular_gyrus",
                "Wallenberg | wallenberg syndrome right; horner syndrome right; vertigo; limb ataxia right | left | right | brainstem | medulla",
                "Parinaud | parinaud syndrome; headache; papilloedema | left | midline | brainstem | midbrain_tectum",
                "Foster Kennedy | foster kennedy syndrome left; anosmia left; disinhibition | left | left | skull_base | olfactory_groove",
                "Broca | broca aphasia; central facial palsy right; hemiparesis right | left | left | frontal_lobe | broca_area",
                "Wernicke | wernicke aphasia; superior quadrantanopia right | left | left | temporal_lobe | wernicke_area",
                "Neglect | hemispatial neglect left; dressing apraxia; sensory extinction left | left | right | parietal_lobe | inferior_parietal_lobule",
                "Chiasm | bitemporal hemianopia; hypopituitarism; amenorrhoea | left | midline | pituitary_region | ",
                "Acromegaly | acromegaly; headache | left | midline | pituitary_region | ",
                "Cerebellar hemisphere | limb ataxia right; intention tremor right; nystagmus right; morning headache | left | right | cerebellum | cerebellar_hemisphere",
                "Medulloblastoma | truncal ataxia; nausea and vomiting; papilloedema; headache | left | midline | cerebellum | cerebellar_vermis",
                "Uncal fits | uncinate fit; deja vu; epigastric aura; automatisms | left |  | temporal_lobe | mesial_temporal",
                "Parasagittal meningioma | leg weakness left; urinary incontinence | left | right | frontal_lobe | paracentral_lobule",
                "Jacksonian fits | jacksonian seizure right; todd paresis right | left | left | frontal_lobe | precentral_gyrus",
                "Frontal convexity | dysexecutive syndrome; change of personality; abulia | left |  | frontal_lobe | ",
                "Calcarine | macular sparing hemianopia left; phosphenes left; | left | right | occipital_lobe | primary_visual_cortex",
                "Pure alexia | alexia without agraphia; homonymous hemianopia right | left | left | occipital_lobe | ",
                "Thalamic pain | central pain left; numbness of one side left; hemichorea left | left | right | thalamus | thalamus_ventral_posterior",
                "Acoustic neuroma | unilateral deafness left; tinnitus left; facial numbness left; CN VII palsy left | left | left | skull_base | cerebellopontine_angle",
                "Weber | weber syndrome left; hemiparesis right | left | left | brainstem | midbrain",
                "Millard-Gubler | millard-gubler syndrome right; sixth nerve palsy right; hemiparesis left | left | right | brainstem | pons",
                "Colloid cyst | drop attack; morning headache; papilloedema | left | midline | ventricular_system | third_ventricle",
                "Craniopharyngioma | diabetes insipidus; hypothalamic obesity; bitemporal hemianopia | left | midline | hypothalamus | ",
                "Gelastic fits | gelastic seizure; precocious puberty | left | midline | hypothalamus | ",
                "Balint | balint syndrome; optic ataxia both | left |  | parietal_lobe | superior_parietal_lobule",
                "Insular glioma | gustatory aura; insular seizure; apraxia of speech | left | left | insula | ",
                "Cavernous sinus | third nerve palsy left; fourth nerve palsy left; facial numbness left; CN VI palsy left | left | left | | cavernous_sinus",
            })
    void pointsWhereTeachingSays(String name, String symptoms, String dominance, String side, String lobe, String finer)
            throws Exception {
        FinalSite site = CHECK.check(
                observations(symptoms),
                Optional.empty(),
                Dominance.valueOf(dominance.strip().toUpperCase(Locale.ROOT)));
        FinalSite.Candidate first = site.ranking().get(0);
        if (lobe != null) {
            assertThat(first.region()).as(site.statement()).isEqualTo(lobe);
        }
        if (side != null) {
            assertThat(first.side()).isEqualTo(Side.valueOf(side.toUpperCase(Locale.ROOT)));
        } else {
            FinalSite.Candidate second = site.ranking().get(1);
            assertThat(second.region()).isEqualTo(first.region());
            assertThat(second.score()).isEqualTo(first.score());
            assertThat(site.statement()).contains("do not tell the side");
        }
        if (finer != null) {
            Optional<FinalSite.Candidate> gyrus = site.ranking().stream()
                    .filter(c -> SiteRules.lobe(c.region()).equals(SiteRules.lobe(finer)))
                    .filter(c -> !SiteRules.lobe(c.region()).equals(Optional.of(c.region())))
                    .min(Comparator.comparingDouble((FinalSite.Candidate c) -> -c.score())
                            .thenComparing(c -> -SiteRules.upwards(c.region()).size()));
            assertThat(gyrus.map(FinalSite.Candidate::region)).contains(finer);
        }
    }

    static List<Observation> observations(String symptoms) throws UnknownSymptomException {
        List<Observation> all = new ArrayList<>();
        for (String text : symptoms.split(";", -1)) {
            if (!text.isBlank()) {
                all.add(observation(text.strip()));
            }
        }
        return all;
    }

    private static Observation observation(String text) throws UnknownSymptomException {
        for (BodySide side : List.of(BodySide.LEFT, BodySide.RIGHT, BodySide.BOTH)) {
            String word = " " + side.name().toLowerCase(Locale.ROOT);
            if (text.endsWith(word)) {
                return seen(NAMES.find(text.substring(0, text.length() - word.length())), side);
            }
        }
        return seen(NAMES.find(text), BodySide.UNKNOWN);
    }

    static Observation seen(String symptom, BodySide side) {
        return new Observation(symptom, side, Optional.empty(), Optional.empty());
    }
}
