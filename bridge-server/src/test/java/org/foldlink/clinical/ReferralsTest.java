package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.foldlink.atlas.Side;
import org.junit.jupiter.api.Test;

class ReferralsTest {

    private static final Position PORT = new Position(31, -41);
    private static final Referrals EXAMPLE = new Referrals(ProviderFiles.example());

    @Test
    void distancesFollowTheGreatCircle() {
        // On a sphere of 6371.0088 km: a quarter of the equator, half of a meridian, one degree.
        assertThat(Referrals.km(new Position(0, 0), new Position(0, 90))).isCloseTo(10007.557, within(0.001));
        assertThat(Referrals.km(new Position(90, 0), new Position(-90, 77))).isCloseTo(20015.115, within(0.001));
        assertThat(Referrals.km(new Position(0, 179.5), new Position(0, -179.5)))
                .isCloseTo(111.195, within(0.001));
        // London to Paris, by their published coordinates.
        assertThat(Referrals.km(new Position(51.5074, -0.1278), new Position(48.8566, 2.3522)))
                .isCloseTo(343.6, within(0.5));
        Random random = new Random(5);
        for (int n = 0; n < 500; n++) {
            Position a = new Position(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
            Position b = new Position(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
            assertThat(Referrals.km(a, b)).isEqualTo(Referrals.km(b, a)).isBetween(0.0, 20015.2);
            assertThat(Referrals.km(a, a)).isZero();
        }
    }

    @Test
    void aGliomaOfLanguageCortexWantsMappingAwakeSurgeryAndABoard() {
        Referral referral = EXAMPLE.find(
                question("glioblastoma", 55, candidate("frontal_lobe", 0.9), candidate("broca_area", 0.7)));
        assertThat(referral.wanted().get(0))
                .isEqualTo(
                        new Referral.Want("cortical-mapping", true, 1, "in or beside cortex for movement or language"));
        assertThat(referral.wanted())
                .extracting(Referral.Want::capability)
                .startsWith("cortical-mapping", "neuro-oncology-board", "awake-surgery");
        assertThat(referral.choices())
                .extracting(c -> c.hospital().id())
                .containsExactly("mid-atlantic-university", "albatross-neuro");
        Referral.Choice first = referral.choices().get(0);
        assertThat(first.km().getAsDouble()).isZero();
        assertThat(first.lacks()).isEmpty();
        assertThat(first.score()).isEqualTo(1.0, within(1e-12));
        assertThat(first.doctors()).extracting(Doctor::id).startsWith("example-alder", "example-birch");
        assertThat(referral.choices().get(1).doctors())
                .extracting(Doctor::id)
                .containsExactly("example-maple", "example-nutmeg");
        assertThat(referral.warnings()).isEmpty();
    }

    @Test
    void placesAskForTheirSurgeons() {
        assertThat(ids(question("pituitary adenoma", 40, candidate("pituitary_region", 0.9))))
                .containsExactly("lanternfish-skull-base");
        assertThat(ids(question(
                        "medulloblastoma", 6, candidate("cerebellum", 0.9), candidate("cerebellar_vermis", 0.8))))
                .containsExactly("coral-childrens");
        assertThat(ids(question(
                        "ependymoma", 40, candidate("ventricular_system", 0.9), candidate("fourth_ventricle", 0.8))))
                .containsExactly("albatross-neuro");
        assertThat(ids(question("Multiple brain metastases", 60, candidate("occipital_lobe", 0.9))))
                .containsSubsequence("mid-atlantic-university", "sargasso-radiosurgery", "southern-swell");
        // A child goes where children are treated, however far.
        assertThat(ids(question("glioma", 9, candidate("occipital_lobe", 0.9))))
                .containsExactly("coral-childrens", "southern-swell");
        assertThat(ids(question("glioma", 18, candidate("occipital_lobe", 0.9))))
                .hasSize(6);
    }

    @Test
    void whereNobodyHasAllTheNearestWithMostIsNamed() {
        Referral referral = EXAMPLE.find(question("craniopharyngioma", 8, candidate("pituitary_region", 0.9)));
        assertThat(referral.choices()).isEmpty();
        assertThat(referral.warnings())
                .containsExactly(
                        "Kind of tumour \"craniopharyngioma\" is not in the rules and asks for nothing (expected one of astrocytoma, ependymoma, gbm, germ cell, germinoma, glioblastoma, glioma, lymphoma, macroadenoma, medulloblastoma, meningioma, metastases, metastasis, microadenoma, neuroma, oligodendroglioma, pitnet, pituitary adenoma, pituitary neuroendocrine tumour, prolactinoma, schwannoma).",
                        "No hospital has all that is needed (paediatric, transsphenoidal-surgery). Coral Children's Hospital (example), 132 km away, has most of it: paediatric; it lacks transsphenoidal-surgery.");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        FinalSite undecided = new FinalSite(FinalSite.Verdict.UNDECIDED, "", List.of(), List.of(), List.of());
        Referral referral = new Referrals(ProviderFiles.example())
                .find(new ReferralQuestion(
                        undecided, "", OptionalInt.empty(), Optional.empty(), Set.of("awake-surgary")));
        assertThat(referral.choices()).isEmpty();
        assertThat(referral.warnings())
                .containsExactly(
                        "The site is undecided; what it asks for is not sure.",
                        "The kind of tumour is not known and asks for nothing.",
                        "The age is not known; an adult was taken.",
                        "No hospital says that it has awake-surgary; nearest: awake-surgery.",
                        "No hospital has all that is needed (awake-surgary). None has any of it; the likeliest otherwise is Albatross Neurosurgical Clinic (example).");
        FinalSite conflict = new FinalSite(FinalSite.Verdict.CONFLICT, "", List.of(), List.of(), List.of());
        assertThat(EXAMPLE.find(new ReferralQuestion(
                                conflict, "glioma", OptionalInt.of(50), Optional.empty(), Set.of()))
                        .warnings())
                .containsExactly(
                        "Symptoms and image disagree about the site; both places were asked for. Settle that first.");
    }

    @Test
    void withoutHospitalsItSaysHowToImportThem() {
        Referral referral = new Referrals(new Providers(List.of(), List.of()))
                .find(question("glioma", 50, candidate("frontal_lobe", 0.9)));
        assertThat(referral.choices()).isEmpty();
        assertThat(referral.wanted()).isNotEmpty();
        assertThat(referral.warnings())
                .containsExactly(
                        "No hospitals are held: import hospitals.csv and doctors.csv first (docs/referral.md says how they look).");
    }

    @Test
    void theOrderOfHospitalsInTheFileChangesNothing() {
        ReferralQuestion question = question("glioma", 50, candidate("frontal_lobe", 0.9));
        Referral expected = EXAMPLE.find(question);
        List<Hospital> hospitals = new ArrayList<>(ProviderFiles.example().hospitals());
        List<Doctor> doctors = new ArrayList<>(ProviderFiles.example().doctors());
        for (long seed = 0; seed < 20; seed++) {
            Collections.shuffle(hospitals, new Random(seed));
            Collections.shuffle(doctors, new Random(seed));
            assertThat(new Referrals(new Providers(hospitals, doctors)).find(question))
                    .isEqualTo(expected);
        }
    }

    @Test
    void equalHospitalsAreRankedByDistanceThenById() {
        List<Hospital> hospitals = new ArrayList<>();
        for (String id : List.of("d", "b", "c", "a")) {
            Optional<Position> position =
                    id.equals("a") ? Optional.empty() : Optional.of(new Position(id.equals("d") ? 31.1 : 33, -41));
            hospitals.add(new Hospital(id, id, "", position, List.of(), List.of("neuronavigation")));
        }
        Referral referral = new Referrals(new Providers(hospitals, List.of()))
                .find(question("glioma", 50, candidate("frontal_lobe", 1)));
        assertThat(referral.choices()).extracting(c -> c.hospital().id()).containsExactly("d", "b", "c", "a");
        assertThat(referral.choices().get(3).km()).isEmpty();
    }

    private static List<String> ids(ReferralQuestion question) {
        return EXAMPLE.find(question).choices().stream()
                .map(c -> c.hospital().id())
                .toList();
    }

    private static FinalSite.Candidate candidate(String region, double score) {
        return new FinalSite.Candidate(region, Side.LEFT, score, score, score, List.of());
    }

    private static ReferralQuestion question(String kind, int age, FinalSite.Candidate... candidates) {
        FinalSite site = new FinalSite(FinalSite.Verdict.AGREEMENT, "", List.of(candidates), List.of(), List.of());
        return new ReferralQuestion(site, kind, OptionalInt.of(age), Optional.of(PORT), Set.of());
    }
}
