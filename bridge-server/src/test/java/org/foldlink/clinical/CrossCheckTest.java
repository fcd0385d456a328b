package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.VignetteTest.observations;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.junit.jupiter.api.Test;

class CrossCheckTest {

    private static final CrossCheck CHECK = new CrossCheck(KnowledgeFiles.seed());
    private static final TumourSite RIGHT_FRONTAL = Sites.of(
            40,
            0,
            Sites.share("precentral_gyrus", Side.RIGHT, 0.3),
            Sites.share("middle_frontal_gyrus", Side.RIGHT, 0.4),
            Sites.share("frontal_lobe", Side.RIGHT, 0.2),
            Sites.share("parietal_lobe", Side.RIGHT, 0.1));

    private static FinalSite check(String symptoms, TumourSite site) throws UnknownSymptomException {
        return CHECK.check(observations(symptoms), Optional.of(site), Dominance.LEFT);
    }

    private static FinalSite check(String symptoms) throws UnknownSymptomException {
        return CHECK.check(observations(symptoms), Optional.empty(), Dominance.LEFT);
    }

    @Test
    void everyPointAddsUpExactly() {
        List<Symptom> symptoms = KnowledgeFiles.seed().symptoms();
        for (long seed = 0; seed < 400; seed++) {
            Made made = new Made(seed);
            List<Observation> observations = new ArrayList<>();
            for (int n = made.below(7); n > 0; n--) {
                observations.add(VignetteTest.seen(made.one(symptoms).id(), made.one(BodySide.values())));
            }
            TumourSite any = made.site();
            Optional<TumourSite> site =
                    seed % 3 == 0 ? Optional.empty() : Optional.of(seed % 3 == 1 ? trusted(any) : any);
            FinalSite result = CHECK.check(observations, site, made.one(Dominance.values()));
            assertThat(CHECK.check(observations, site, Dominance.LEFT))
                    .isEqualTo(CHECK.check(observations, site, Dominance.LEFT));
            double last = 2;
            for (FinalSite.Candidate c : result.ranking()) {
                BigDecimal sum = BigDecimal.ZERO;
                double plain = 0;
                for (FinalSite.Point p : c.trace()) {
                    sum = sum.add(BigDecimal.valueOf(p.points()));
                    plain += p.points();
                    assertThat(p.points()).isPositive();
                    assertThat(p.why()).isNotBlank();
                    assertThat(p.source().equals("image"))
                            .isEqualTo(p.reference().isEmpty());
                }
                assertThat(sum).isEqualByComparingTo(BigDecimal.valueOf(c.score()));
                assertThat(plain).isCloseTo(c.score(), org.assertj.core.api.Assertions.within(1e-12));
                assertThat(c.score()).isBetween(0.05, 1.0).isLessThanOrEqualTo(last);
                assertThat(c.image()).isBetween(0.0, 1.0);
                assertThat(c.symptoms()).isBetween(0.0, 1.0);
                last = c.score();
            }
            assertThat(result.ranking()).hasSizeLessThanOrEqualTo(20);
            assertThat(result.statement()).endsWith(".");
        }
    }

    private static TumourSite trusted(TumourSite s) {
        return new TumourSite(
                s.atlas(),
                s.coarse(),
                s.space(),
                Sites.of(1, 0).registration(),
                s.components(),
                s.shiftMm(),
                s.warnings());
    }

    @Test
    void roundingKeepsTheSum() {
        assertThat(Candidates.rounded(List.of(1.4, 1.4, 1.4))).containsExactly(2, 1, 1);
        assertThat(Candidates.rounded(List.of(0.5, 0.5))).containsExactly(1, 0);
        assertThat(Candidates.rounded(List.of(0.0, 3.2, 0.9))).containsExactly(0, 3, 1);
    }

    /** The example of docs/cross-check.md, by its arithmetic there. */
    @Test
    void theWorkedExample() throws Exception {
        FinalSite site = check("hemiparesis left; focal motor seizure left; headache", RIGHT_FRONTAL);
        FinalSite.Candidate lobe = site.ranking().get(0);
        assertThat(lobe.region()).isEqualTo("frontal_lobe");
        assertThat(lobe.side()).isEqualTo(Side.RIGHT);
        assertThat(lobe.image()).isEqualTo(0.9);
        assertThat(lobe.symptoms()).isEqualTo(0.94); // 1 - 0.30 * 0.20
        assertThat(lobe.score()).isEqualTo(0.916); // 0.6 * 0.90 + 0.4 * 0.94
        assertThat(lobe.trace()).extracting(FinalSite.Point::points).containsExactly(0.54, 0.1609, 0.2151);
        assertThat(lobe.trace())
                .extracting(FinalSite.Point::why)
                .containsExactly(
                        "90.0 % of the tumour's volume lies there",
                        "Weakness of one side of the body (left), precentral gyrus: motor cortex moves the opposite side; vote 0.70",
                        "Twitching of one side (left), primary motor cortex: discharge in the motor strip; vote 0.80");
        FinalSite.Candidate gyrus = site.ranking().get(1);
        assertThat(gyrus.region()).isEqualTo("precentral_gyrus");
        assertThat(gyrus.score()).isEqualTo(0.556); // 0.6 * 0.30 + 0.4 * 0.94
        assertThat(site.statement())
                .isEqualTo("Symptoms and image agree on the right frontal lobe, most likely the precentral gyrus.");
        assertThat(site.verdict()).isEqualTo(FinalSite.Verdict.AGREEMENT);
        String page = Files.readString(Path.of("..", "docs", "cross-check.md"));
        for (FinalSite.Point p : lobe.trace()) {
            assertThat(page).containsPattern("\\| " + p.source() + " \\| .* \\| " + four(p.points()) + " \\|");
        }
        assertThat(page)
                .containsPattern("\\| symptoms \\| .* \\| " + four(lobe.symptoms()) + " \\|")
                .containsPattern("\\| score \\| .* \\| " + four(lobe.score()) + " \\|")
                .contains("> " + site.statement());
        assertThat(site.settle())
                .containsExactly(
                        "Tractography of the corticospinal tract or navigated stimulation, and mapping if surgery is planned.",
                        "An account of how the seizures begin from somebody who saw them, and an EEG.");
        assertThat(site.warnings()).isEmpty();
    }

    private static String four(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }

    @Test
    void aMirroredConflictSaysSo() throws Exception {
        says(
                check("hemiparesis right; broca aphasia", RIGHT_FRONTAL),
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the left frontal lobe, the image to the right frontal lobe, its mirror image: check laterality and the study's orientation.");
        assertThat(check("hemiparesis right; broca aphasia", RIGHT_FRONTAL)
                        .settle()
                        .get(0))
                .isEqualTo(
                        "Check left and right: the study's orientation markers and headers, the side recorded of each symptom, and whether the image was flipped on its way.");
    }

    @Test
    void aConflictOfSidesSaysSo() throws Exception {
        says(
                check("wernicke aphasia; superior quadrantanopia right", RIGHT_FRONTAL),
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the left temporal lobe, the image to the right frontal lobe: check laterality and the study's orientation.");
    }

    @Test
    void aConflictOfPlacesAsksForASecondLesion() throws Exception {
        says(
                check("acromegaly", RIGHT_FRONTAL),
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the pituitary and suprasellar region, the image to the right frontal lobe: the image does not explain them; look for a second lesion.");
        // The weak side would be the same: no slip of laterality.
        says(
                check("limb ataxia left; intention tremor left", RIGHT_FRONTAL),
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the left cerebellum, the image to the right frontal lobe: the image does not explain them; look for a second lesion.");
        says(
                check("limb ataxia right; intention tremor right", RIGHT_FRONTAL),
                FinalSite.Verdict.CONFLICT,
                "Symptoms point to the right cerebellum, the image to the right frontal lobe: the image does not explain them; look for a second lesion.");
    }

    @Test
    void partialAgreementSaysInWhat() throws Exception {
        says(
                check("dysexecutive syndrome", RIGHT_FRONTAL),
                FinalSite.Verdict.PARTIAL,
                "Symptoms and image agree on the frontal lobe, most likely the middle frontal gyrus; the symptoms do not tell the side, the image shows the right.");
        says(
                check("cortical sensory loss left; astereognosis left", RIGHT_FRONTAL),
                FinalSite.Verdict.PARTIAL,
                "Symptoms point to the right parietal lobe, the image to the right frontal lobe, which lies beside it.");
    }

    @Test
    void aRegionThatTheImageHardlyShowsIsNotCalledMostLikely() throws Exception {
        TumourSite superior = Sites.of(
                20,
                0,
                Sites.share("superior_frontal_gyrus", Side.RIGHT, 0.9),
                Sites.share("paracentral_lobule", Side.RIGHT, 0.09));
        says(
                check("leg weakness left", superior),
                FinalSite.Verdict.AGREEMENT,
                "Symptoms and image agree on the right frontal lobe.");
    }

    @Test
    void aMidlineRegionNeedsNoSide() throws Exception {
        says(
                check(
                        "bitemporal hemianopia; hypopituitarism",
                        Sites.of(
                                8,
                                0,
                                Sites.share("pituitary_region", Side.LEFT, 0.5),
                                Sites.share("pituitary_region", Side.RIGHT, 0.4))),
                FinalSite.Verdict.AGREEMENT,
                "Symptoms and image agree on the pituitary and suprasellar region.");
    }

    @Test
    void aTumourOfBothSidesAgreesWithEither() throws Exception {
        TumourSite butterfly = Sites.of(
                60,
                0,
                Sites.share("medial_frontal_gyrus", Side.LEFT, 0.5),
                Sites.share("medial_frontal_gyrus", Side.RIGHT, 0.4),
                Sites.share("corpus_callosum_genu", Side.LEFT, 0.1));
        says(
                check("abulia; change of personality", butterfly),
                FinalSite.Verdict.AGREEMENT,
                "Symptoms and image agree on the frontal lobe on both sides, most likely the medial frontal gyrus.");
    }

    @Test
    void raisedPressureFitsAnyMass() throws Exception {
        String pressure = "morning headache; nausea and vomiting; papilloedema; drowsiness";
        says(
                check(pressure, RIGHT_FRONTAL),
                FinalSite.Verdict.IMAGE_ONLY,
                "The image shows the right frontal lobe; the symptoms recorded fit many places.");
        says(
                check(pressure + "; hemiparesis left", RIGHT_FRONTAL),
                FinalSite.Verdict.AGREEMENT,
                "Symptoms and image agree on the right frontal lobe, most likely the precentral gyrus.");
        // They are one mechanism: more of them is no more evidence.
        double two = check("papilloedema; nausea and vomiting").ranking().get(0).score();
        assertThat(check(pressure).ranking().get(0).score()).isEqualTo(two);
    }

    @Test
    void oneSourceAloneSaysSo() throws Exception {
        says(
                check("", RIGHT_FRONTAL),
                FinalSite.Verdict.IMAGE_ONLY,
                "The image shows the right frontal lobe; no symptoms were recorded.");
        assertThat(check("", RIGHT_FRONTAL).ranking().get(0).score()).isEqualTo(0.9);
        says(
                check("wernicke aphasia"),
                FinalSite.Verdict.SYMPTOMS_ONLY,
                "Symptoms point to the left temporal lobe; there is no image.");
        assertThat(check("wernicke aphasia").ranking().get(0).score()).isEqualTo(0.85);
        says(
                check("dysexecutive syndrome", Sites.untrusted("likeness 0.10; send thinner slices")),
                FinalSite.Verdict.SYMPTOMS_ONLY,
                "Symptoms point to the frontal lobe and do not tell the side; the image names no region (likeness 0.10; send thinner slices).");
        says(
                check("headache"),
                FinalSite.Verdict.UNDECIDED,
                "Neither symptoms nor image name a region: the symptoms recorded fit many places, and there is no image.");
        says(
                check("", Sites.of(0)),
                FinalSite.Verdict.UNDECIDED,
                "Neither symptoms nor image name a region: no symptoms were recorded, and the image shows no tumour.");
        assertThat(check("", Sites.of(0)).ranking()).isEmpty();
    }

    @Test
    void contradictorySidesAreReportedNotAveraged() throws Exception {
        FinalSite both = check("hemiparesis left; hemiparesis right");
        says(
                both,
                FinalSite.Verdict.UNDECIDED,
                "The symptoms contradict each other about the side, and there is no image.");
        assertThat(both.warnings())
                .containsExactly(
                        "Symptoms contradict each other about the side: Weakness of one side of the body (right) points to the left, Weakness of one side of the body (left) points to the right. Check the sides and the dominance recorded; if they are right, think of a lesion on both sides or of two.");
        // Each side keeps its full score.
        assertThat(both.ranking().stream().filter(c -> c.region().equals("frontal_lobe")))
                .extracting(FinalSite.Candidate::side, FinalSite.Candidate::score)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Side.LEFT, 0.7),
                        org.assertj.core.groups.Tuple.tuple(Side.RIGHT, 0.7));

        FinalSite dominance = check("broca aphasia; hemiparesis left", RIGHT_FRONTAL);
        says(
                dominance,
                FinalSite.Verdict.PARTIAL,
                "The image shows the right frontal lobe, to which some of the symptoms point; they contradict each other about the side.");
        assertThat(dominance.settle())
                .startsWith(
                        "Examine again which side each symptom is on; if both sides are right look for a second lesion or a lesion that reaches both sides.",
                        "Confirm handedness and language dominance: right-sided dominance, rare in right-handers, puts aphasia on the right.");
        // With language on the right nothing contradicts.
        assertThat(CHECK.check(
                                observations("broca aphasia; hemiparesis left"),
                                Optional.of(RIGHT_FRONTAL),
                                Dominance.RIGHT)
                        .verdict())
                .isEqualTo(FinalSite.Verdict.AGREEMENT);
    }

    @Test
    void crossedSyndromesDoNotContradict() throws Exception {
        assertThat(check("third nerve palsy left; hemiparesis right; limb ataxia right")
                        .warnings())
                .noneMatch(w -> w.startsWith("Symptoms contradict"));
        assertThat(check("sixth nerve palsy left; CN VII palsy left; hemiparesis right")
                        .warnings())
                .isEmpty();
    }

    @Test
    void aSignOnTheWrongSideIsReported() throws Exception {
        FinalSite site = check("hemispatial neglect right");
        assertThat(site.warnings())
                .containsExactly(
                        "\"Ignores one half of space (right)\" contradicts itself: the half of space that is ignored lies opposite to the damaged hemisphere, but language puts that hemisphere on the right too. It was counted without a side; check the side and the dominance recorded.");
        assertThat(site.statement()).contains("do not tell the side");
    }

    @Test
    void unknownDominanceIsTakenAsLeftAndSaid() throws Exception {
        FinalSite site = CHECK.check(observations("wernicke aphasia"), Optional.empty(), Dominance.UNKNOWN);
        assertThat(site.statement()).startsWith("Symptoms point to the left temporal lobe");
        assertThat(site.warnings())
                .containsExactly("The hemisphere dominant for language is not recorded; it was taken as the left.");
        assertThat(site.settle())
                .contains(
                        "Handedness, then language dominance by functional MR (or the Wada test where surgery depends on it).");
        assertThat(CHECK.check(observations("hemiparesis left"), Optional.empty(), Dominance.UNKNOWN)
                        .warnings())
                .isEmpty();
    }

    @Test
    void falseLocalisingSignsAreSaid() throws Exception {
        FinalSite pressure = check("sixth nerve palsy left; papilloedema");
        assertThat(pressure.warnings())
                .containsExactly(
                        "A sixth nerve palsy together with signs of raised pressure may be a false localising sign: its vote for the pons and the cavernous sinus counts half.");
        assertThat(score(check("sixth nerve palsy left"), "pons", Side.LEFT)).isEqualTo(0.5);
        assertThat(score(pressure, "pons", Side.LEFT)).isEqualTo(0.25);

        TumourSite shifted = Sites.of(80, 9, Sites.share("middle_frontal_gyrus", Side.RIGHT, 1));
        assertThat(check("hemiparesis right", shifted).warnings())
                .containsExactly(
                        "Weakness on the side of the tumour together with a midline shift may be Kernohan's notch, the opposite cerebral peduncle pressed against the tentorium: its vote counts half. Check the orientation first.");
        assertThat(check("hemiparesis left", shifted).warnings()).isEmpty();
        assertThat(check("hemiparesis right", RIGHT_FRONTAL).warnings()).isEmpty();
        assertThat(check("third nerve palsy right; hemiparesis left", shifted).warnings())
                .containsExactly(
                        "A third nerve palsy on the side of the tumour together with a midline shift may be herniation of the uncus, an emergency: its vote for the midbrain and the cavernous sinus counts half.");
    }

    @Test
    void severalPartsAreTold() throws Exception {
        TumourSite two = Sites.of(
                0,
                Sites.component(1, 30, List.of(), Sites.share("middle_frontal_gyrus", Side.RIGHT, 1)),
                Sites.component(2, 10, List.of(), Sites.share("wernicke_area", Side.LEFT, 0.8)),
                Sites.component(3, 0.2, List.of(), Sites.share("cuneus", Side.LEFT, 1)));
        FinalSite site = check("wernicke aphasia", two);
        says(
                site,
                FinalSite.Verdict.PARTIAL,
                "Symptoms point to the left temporal lobe, where the image shows a smaller part of the tumour (component 2 in the left temporal lobe, 10.0 ml); the largest lies in the right frontal lobe.");
        assertThat(site.warnings())
                .containsExactly(
                        "The tumour has 2 separate parts: the right frontal lobe (30.0 ml), the left temporal lobe (10.0 ml); and 1 that is too small to count or in no named lobe (0.2 ml). The image's scores are shares of all of them together.");
        assertThat(site.settle())
                .contains(
                        "Tell one tumour with several foci from several tumours: staging, and biopsy where it changes treatment.");
        assertThat(score(site, "wernicke_area", Side.LEFT)).isEqualTo(0.4594); // 0.6 * 10 / 40.2 * 0.8 + 0.4 * 0.85
    }

    @Test
    void eloquentRegionsNearbyCountALittle() throws Exception {
        TumourSite site = Sites.of(
                0,
                Sites.component(
                        1,
                        20,
                        List.of(Sites.near("precentral_gyrus", Side.LEFT, 10)),
                        Sites.share("middle_frontal_gyrus", Side.LEFT, 1)));
        FinalSite.Candidate c = check("hemiparesis right", site).ranking().stream()
                .filter(r -> r.region().equals("precentral_gyrus"))
                .findFirst()
                .orElseThrow();
        assertThat(c.image()).isEqualTo(0.092); // 0.25 * exp(-10 / 10)
        assertThat(c.trace().get(0).why()).isEqualTo("the tumour lies 10 mm from the precentral gyrus");
    }

    @Test
    void anUnknownSymptomIsLeftOutAndSaid() {
        FinalSite site =
                CHECK.check(List.of(VignetteTest.seen("green_hair", BodySide.LEFT)), Optional.empty(), Dominance.LEFT);
        assertThat(site.warnings()).containsExactly("Symptom green_hair is not in the tables and was left out.");
        assertThat(site.verdict()).isEqualTo(FinalSite.Verdict.UNDECIDED);
    }

    @Test
    void aSideThatWasNotRecordedTellsNone() throws Exception {
        FinalSite site = check("hemiparesis");
        assertThat(site.ranking().get(0).score())
                .isEqualTo(site.ranking().get(1).score());
        assertThat(site.statement()).contains("do not tell the side");
        assertThat(site.settle()).contains("Record the side of each symptom; those recorded tell no side.");
    }

    @Test
    void aShiftThatIsNotKnownTriggersNothing() throws Exception {
        TumourSite unknown = new TumourSite(
                "by hand",
                true,
                RIGHT_FRONTAL.space(),
                RIGHT_FRONTAL.registration(),
                RIGHT_FRONTAL.components(),
                OptionalDouble.empty(),
                List.of());
        assertThat(check("hemiparesis right", unknown).warnings()).isEmpty();
    }

    private static double score(FinalSite site, String region, Side side) {
        return site.ranking().stream()
                .filter(c -> c.region().equals(region) && c.side() == side)
                .findFirst()
                .orElseThrow()
                .score();
    }

    private static void says(FinalSite site, FinalSite.Verdict verdict, String statement) {
        assertThat(site.statement()).isEqualTo(statement);
        assertThat(site.verdict()).isEqualTo(verdict);
    }
}
