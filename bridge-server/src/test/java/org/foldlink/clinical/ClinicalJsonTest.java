package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.junit.jupiter.api.Test;

class ClinicalJsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void aSiteComesBackAsItWas() throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            TumourSite site = new Made(seed).site();
            String json = ClinicalJson.site(site).toString();
            assertThat(ClinicalJson.site(MAPPER.readTree(json))).isEqualTo(site);
        }
    }

    @Test
    void everyDocumentHasSchemaKindAndNotice() {
        Made made = new Made(1);
        Knowledge knowledge = made.knowledge();
        List<ObjectNode> all = List.of(
                ClinicalJson.site(made.site()),
                ClinicalJson.patient(made.patients(knowledge).get(0)),
                ClinicalJson.finalSite(
                        new FinalSite(FinalSite.Verdict.IMAGE_ONLY, "x", List.of(), List.of(), List.of())),
                ClinicalJson.referral(new Referral(List.of(), List.of(), List.of())));
        assertThat(all).allSatisfy(node -> {
            assertThat(node.get("schema").intValue()).isEqualTo(1);
            assertThat(node.get("notice").textValue()).isEqualTo("Not for clinical use.");
            assertThat(node.get("kind").textValue()).isNotBlank();
        });
    }

    @Test
    void regionsAndSidesStandInWords() throws Exception {
        FinalSite site = new FinalSite(
                FinalSite.Verdict.AGREEMENT,
                "Symptoms and image agree.",
                List.of(new FinalSite.Candidate(
                        "precentral_gyrus",
                        Side.LEFT,
                        0.5,
                        0.7,
                        0.58,
                        List.of(
                                new FinalSite.Point("image", 0.3, "half of it", ""),
                                new FinalSite.Point("hemiparesis", 0.28, "why", "blumenfeld-6")))),
                List.of("look"),
                List.of());
        assertThat(ClinicalJson.finalSite(site)).isEqualTo(MAPPER.readTree("""
                {"schema": 1, "kind": "cross-check", "notice": "Not for clinical use.", "verdict": "agreement",
                 "statement": "Symptoms and image agree.",
                 "ranking": [{"region": "precentral_gyrus", "name": "Precentral gyrus", "side": "left", "image": 0.5,
                   "symptoms": 0.7, "score": 0.58, "trace": [
                     {"source": "image", "points": 0.3, "why": "half of it", "reference": null},
                     {"source": "hemiparesis", "points": 0.28, "why": "why", "reference": "blumenfeld-6"}]}],
                 "settle": ["look"], "warnings": []}"""));
        Hospital hospital =
                new Hospital("h", "H", "P", java.util.Optional.of(new Position(1.5, -2)), List.of("d"), List.of("c"));
        Referral referral = new Referral(
                List.of(new Referral.Want("c", true, 1, "why")),
                List.of(new Referral.Choice(
                        hospital,
                        List.of(new Doctor("x", "X", "h", "d", List.of("c"))),
                        List.of("c"),
                        List.of(),
                        OptionalDouble.of(12.5),
                        0.5)),
                List.of());
        assertThat(ClinicalJson.referral(referral)).isEqualTo(MAPPER.readTree("""
                {"schema": 1, "kind": "referral", "notice": "Not for clinical use.",
                 "wanted": [{"capability": "c", "needed": true, "weight": 1.0, "why": "why"}],
                 "choices": [{"hospital": {"id": "h", "name": "H", "place": "P", "latitude_deg": 1.5, "longitude_deg": -2.0,
                   "departments": ["d"], "capabilities": ["c"]},
                   "doctors": [{"id": "x", "name": "X", "hospital": "h", "speciality": "d", "expertise": ["c"]}],
                   "has": ["c"], "lacks": [], "distance_km": 12.5, "score": 0.5}], "warnings": []}"""));
    }

    @Test
    void whatIsNoSiteIsRefused() {
        refused(root -> root.put("schema", 2), "site.schema = 2 (expected 1, the version that this FoldLink reads)");
        refused(root -> root.put("kind", "referral"), "site.kind = \"referral\" (expected site)");
        refused(root -> root.remove("components"), "site.components is missing (expected an array)");
        refused(
                root -> root.withObject("/atlas").put("space", "moon"),
                "site.atlas.space = \"moon\" (expected one of talairach, mni)");
        refused(
                root -> root.withObject("/registration").putArray("image_ras_mm_to_atlas_mm"),
                "site.registration.image_ras_mm_to_atlas_mm = [] (expected 3 rows of 4 numbers)");
        refused(
                root -> root.withObject("/components/0/whole/regions/0").put("region", "frontal_lob"),
                "site.components[0].whole.regions[0].region = \"frontal_lob\" (expected the id of a region; nearest: frontal_lobe)");
        refused(
                root -> root.withObject("/components/0/whole").put("volume_ml", "3"),
                "site.components[0].whole.volume_ml = \"3\" (expected a number)");
    }

    private interface Change {
        Object on(ObjectNode root);
    }

    private static void refused(Change change, String message) {
        ObjectNode root = ClinicalJson.site(Sites.of(30, 0, Sites.share("frontal_lobe", Side.LEFT, 1)));
        change.on(root);
        assertThatThrownBy(() -> ClinicalJson.site(root))
                .isInstanceOf(ClinicalDataException.class)
                .hasMessage(message);
    }
}
