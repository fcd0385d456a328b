package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.ExampleSites;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clinical commands over a real socket. */
@Timeout(60)
class ClinicalDialogueTest {

    private static final Actor SOMEBODY = new Actor("test", "");

    private ClinicalRig rig;
    private TestClient client;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        log = new LogCapture();
        rig = new ClinicalRig();
        client = rig.client('a');
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
        log.close();
    }

    // ---- Patient

    @Test
    void aPatientIsPutGotListedAndDeleted() throws Exception {
        JsonNode put = client.command("Patient", """
                {"schema": 1, "action": "put", "id": "P1", "pseudonym": "Case 1", "sex": "female", "age": 54,
                 "dominance": "left", "as": "Dr Example"}""");
        assertThat(put.toString()).isEqualTo("""
                {"schema":1,"id":"P1","notice":"Not for clinical use."}""");
        JsonNode got = client.command("Patient", """
                {"action": "get", "id": "P1"}""");
        assertThat(got.toString()).isEqualTo("""
                {"schema":1,"patient":{"id":"P1","pseudonym":"Case 1","sex":"female","age":54,"dominance":"left"},\
                "symptoms":[],"notice":"Not for clinical use.","studies":[]}""");
        client.command("Patient", """
                {"action": "put", "id": "P0"}""");
        assertThat(client.command("Patient", """
                {"action": "list"}""").get("patients").toString()).isEqualTo("""
                [{"id":"P0","dominance":"unknown"},{"id":"P1","pseudonym":"Case 1","sex":"female","age":54,"dominance":"left"}]""");
        client.command("Patient", """
                {"action": "delete", "id": "P1"}""");
        assertThat(client.refused("Patient", """
                {"action": "get", "id": "P1"}""").toString()).isEqualTo("""
                {"code":"not_found","message":"patient \\"P1\\" is not held (expected one that was put before)",\
                "field":"patient"}""");
    }

    @Test
    void aPatientAndItsSymptomsArePutTogether() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1", "symptoms": [
                  {"symptom": "Headache", "severity": "severe", "onset": "2026-03-01"},
                  {"symptom": "Brachial monoparesis", "side": "right"}]}""");
        JsonNode listed = client.command("Symptoms", """
                {"action": "list", "patient": "P1"}""");
        assertThat(listed.get("symptoms").toString()).isEqualTo("""
                [{"symptom":"arm_weakness","name":"Weakness of an arm","side":"right"},\
                {"symptom":"headache","name":"Headache","side":"unknown","onset":"2026-03-01","severity":"severe"}]""");
        // Of an unknown symptom neither is put.
        assertThat(client.refused("Patient", """
                {"action": "put", "id": "P2", "symptoms": [{"symptom": "purple spots"}]}""").get("code").textValue()).isEqualTo("unknown_symptom");
        assertThat(rig.store.patient("P2", SOMEBODY)).isEmpty();
    }

    @Test
    void whoAskedAndFromWhereIsInTheAuditTrail() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1", "as": "Dr Example"}""");
        client.command("Symptoms", """
                {"action": "put", "patient": "P1", "symptom": "headache", "as": "Somebody else"}""");
        assertThat(rig.store.audit(2))
                .satisfiesExactly(
                        entry -> {
                            assertThat(entry.actor()).isEqualTo(new Actor("127.0.0.1", "Somebody else"));
                            assertThat(entry.action()).isEqualTo("observation.put");
                        },
                        entry -> {
                            assertThat(entry.actor()).isEqualTo(new Actor("127.0.0.1", "Dr Example"));
                            assertThat(entry.action()).isEqualTo("patient.put");
                        });
    }

    @Test
    void nothingOfAPatientIsLogged() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "DOE-JOHN", "pseudonym": "Johnny", "as": "Dr Example"}""");
        client.refused("Patient", """
                {"action": "get", "id": "DOE-JANE"}""");
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12", "patient": "DOE-JOHN", "tumour": "glioma"}""");
        ClinicalRig.site(client);
        assertThat(log.text())
                .contains("site_done")
                .doesNotContain("DOE")
                .doesNotContain("Johnny")
                .doesNotContain("Dr ");
    }

    // ---- Symptoms

    @Test
    void aSymptomIsPutByAnyOfItsNamesAndRemoved() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1"}""");
        assertThat(client.command("Symptoms", """
                {"action": "put", "patient": "P1", "symptom": "Broca aphasia", "side": "left", "severity": "mild",
                 "onset": "2026-02-28"}""").toString()).isEqualTo("""
                {"schema":1,"patient":"P1","symptom":"expressive_aphasia","name":"Trouble finding words","side":"left",\
                "onset":"2026-02-28","severity":"mild","notice":"Not for clinical use."}""");
        assertThat(client.command("Symptoms", """
                {"action": "remove", "patient": "P1", "symptom": "expressive_aphasia", "side": "left"}""").toString()).isEqualTo("""
                {"schema":1,"patient":"P1","symptom":"expressive_aphasia","name":"Trouble finding words","side":"left",\
                "notice":"Not for clinical use."}""");
        assertThat(client.command("Symptoms", """
                {"action": "list", "patient": "P1"}""").get("symptoms")).isEmpty();
        assertThat(client.refused("Symptoms", """
                {"action": "remove", "patient": "P1", "symptom": "headache"}""").get("code").textValue()).isEqualTo("not_found");
    }

    @Test
    void knownSymptomsAreFoundInPages() throws Exception {
        JsonNode first = client.command("Symptoms", """
                {"action": "search", "limit": 2}""");
        assertThat(first.get("symptoms")).hasSize(2);
        assertThat(first.get("next").textValue()).isEqualTo("2");
        JsonNode second = client.command("Symptoms", """
                {"action": "search", "limit": 2, "after": "2"}""");
        assertThat(second.get("symptoms")).hasSize(1);
        assertThat(second.has("next")).isFalse();
        assertThat(client.command("Symptoms", """
                {"action": "search", "symptom": "FINDING words"}""").get("symptoms").toString()).isEqualTo("""
                [{"symptom":"expressive_aphasia","name":"Trouble finding words",\
                "synonyms":["expressive-aphasia synonym"],"kind":"symptom","clinical_term":"Broca aphasia"}]""");
        assertThat(client.command("Symptoms", """
                {"action": "search", "symptom": "nothing of the kind"}""").get("symptoms")).isEmpty();
    }

    // ---- Site

    @Test
    void aSiteIsAcceptedAtOnceAndComesAsAString() throws Exception {
        ClinicalRig.segment(client);
        assertThat(client.command("Site", """
                {"job": "ab12"}""").toString()).isEqualTo("""
                {"schema":1,"job":"ab12","place":0,"image":{"channel":"CT","device":"scan"},"parts":{"2":"lesion"},\
                "warnings":[],"notice":"Not for clinical use."}""");
        Packet packet = client.await(p -> p.device().equals("ab12.site"));
        assertThat(packet.metadata().get("Final")).contains("true");
        assertThat(packet.metadata().get("Job")).contains("ab12");
        JsonNode site = TestClient.json(packet);
        assertThat(site.get("schema").intValue()).isEqualTo(1);
        assertThat(site.get("job").textValue()).isEqualTo("ab12");
        assertThat(site.get("part").intValue()).isEqualTo(1);
        assertThat(site.get("of").intValue()).isEqualTo(1);
        assertThat(site.get("site").get("components")).hasSize(1);
        assertThat(site.has("finalSite")).isFalse();
        assertThat(site.has("stored")).isFalse();
        assertThat(site.get("provenance").get("model").textValue()).isEqualTo("abdomen");
        assertThat(site.get("notice").textValue()).isEqualTo("Not for clinical use.");
        JsonNode progress = TestClient.json(client.await(p -> p.device().equals("ab12.progress")
                && ((org.foldlink.protocol.message.StringMessage) p.message())
                        .text()
                        .contains("\"of\":\"site\"")));
        assertThat(progress.get("phase").textValue()).isIn("locating", "checking");
        // Held like other results.
        assertThat(client.command("Results", """
                {"job": "ab12"}""").get("messages").intValue()).isEqualTo(6);
        assertThat(ClinicalRig.site(client)).isEqualTo(site);
    }

    @Test
    void withAPatientItIsComparedAndStored() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1", "symptoms": [{"symptom": "arm_weakness", "side": "right"}]}""");
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12", "patient": "P1", "tumour": "glioma", "study": "1.2.840.1"}""");
        JsonNode site = ClinicalRig.site(client);
        assertThat(site.get("patient").textValue()).isEqualTo("P1");
        assertThat(site.get("tumour").textValue()).isEqualTo("glioma");
        assertThat(site.get("finalSite").get("statement").textValue()).isNotBlank();
        assertThat(site.get("stored").toString()).isEqualTo("{\"done\":true,\"study\":\"1.2.840.1\"}");
        JsonNode got = client.command("Patient", """
                {"action": "get", "id": "P1"}""");
        JsonNode study = got.get("studies").get(0);
        assertThat(study.get("study").textValue()).isEqualTo("1.2.840.1");
        assertThat(study.get("results").findValuesAsText("kind")).containsExactlyInAnyOrder("site", "cross-check");
    }

    @Test
    void inlineSymptomsNeedNoPatient() throws Exception {
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12", "symptoms": [{"symptom": "Headache"}], "dominance": "left", "parts": {"1": "core"}}""");
        JsonNode site = ClinicalRig.site(client);
        assertThat(site.has("finalSite")).isTrue();
        assertThat(site.has("stored")).isFalse();
        assertThat(site.get("provenance").get("parts").toString()).isEqualTo("{\"1\":\"core\"}");
    }

    @Test
    void aLongSiteComesInParts() throws Exception {
        rig.search = (image, labels, parts) -> ExampleSites.leftPrecentral(400);
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12"}""");
        JsonNode first = ClinicalRig.site(client);
        int of = first.get("of").intValue();
        assertThat(of).isGreaterThan(1);
        List<Integer> numbers = new ArrayList<>();
        for (int part = 1; part <= of; part++) {
            String device = part == 1 ? "ab12.site" : "ab12.site." + part;
            JsonNode node = part == 1 ? first : TestClient.json(client.device(device));
            assertThat(node.get("part").intValue()).isEqualTo(part);
            assertThat(node.toString().length()).isLessThan(65_000);
            node.get("site")
                    .get("components")
                    .forEach(c -> numbers.add(c.get("number").intValue()));
        }
        assertThat(numbers).hasSize(400).isSorted();
        assertThat(new TreeSet<>(numbers)).hasSize(400);
    }

    @Test
    void aFailureComesAsAStatusUnderTheSitesName() throws Exception {
        rig.search = (image, labels, parts) -> {
            throw new IllegalStateException("inside");
        };
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12"}""");
        StatusMessage status = client.status("ab12.site");
        assertThat(status.errorName()).isEqualTo("runtime");
        assertThat(status.text())
                .isEqualTo("the search for the site of job ab12 failed (IllegalStateException): the server goes on and"
                        + " its log says more");
    }

    // ---- Referral

    @Test
    void hospitalsAreNamedForAJobAndForAPatient() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1", "symptoms": [{"symptom": "arm_weakness", "side": "right"}]}""");
        ClinicalRig.segment(client);
        client.command("Site", """
                {"job": "ab12", "patient": "P1", "tumour": "glioma"}""");
        ClinicalRig.site(client);
        for (String of : List.of("\"job\": \"ab12\"", "\"patient\": \"P1\"")) {
            JsonNode reply = client.command("Referral", "{" + of + ", \"from\": [41.0, -30.0]}");
            assertThat(reply.get("schema").intValue()).isEqualTo(1);
            assertThat(reply.get("tumour").textValue()).isEqualTo("glioma");
            assertThat(reply.get("statement").textValue()).isNotBlank();
            assertThat(reply.get("choices").findValuesAsText("place"))
                    .hasSize(2)
                    .containsOnly("Example Town");
            assertThat(reply.get("choices").get(0).get("hospital").get("id").textValue())
                    .isEqualTo("h-far");
            assertThat(reply.get("notice").textValue()).isEqualTo("Not for clinical use.");
        }
        // Written as in `finalSite`, of one symptom and no site.
        client.command("Patient", """
                {"action": "put", "id": "P2", "symptoms": [{"symptom": "arm_weakness", "side": "right"}]}""");
        assertThat(client.command("Referral", "{\"patient\": \"P2\"}")
                        .get("verdict")
                        .textValue())
                .isEqualTo("symptoms-only");
        JsonNode page = client.command("Referral", """
                {"job": "ab12", "kind": "meningioma", "mustHave": ["awake-surgery"], "limit": 1}""");
        assertThat(page.get("tumour").textValue()).isEqualTo("meningioma");
        assertThat(page.get("choices")).hasSize(1);
        assertThat(page.get("next").textValue()).isEqualTo("1");
        JsonNode last = client.command("Referral", """
                {"job": "ab12", "limit": 1, "after": "1"}""");
        assertThat(last.get("choices")).hasSize(1);
        assertThat(last.has("next")).isFalse();
    }

    @Test
    void aReferralNeedsASiteOrSymptoms() throws Exception {
        client.command("Patient", """
                {"action": "put", "id": "P1"}""");
        ClinicalRig.segment(client);
        assertThat(client.refused("Referral", """
                {"patient": "P1"}""").toString()).isEqualTo("""
                {"code":"not_found","message":"patient \\"P1\\" has neither a site nor symptoms (expected one of them):\
                 record them first","field":"patient"}""");
        assertThat(client.refused("Referral", """
                {"job": "ab12"}""").toString()).isEqualTo("""
                {"code":"unknown_job","message":"no site of job ab12 is held (expected a job whose Site was answered): ask\
                 for its Site","field":"job"}""");
        client.command("Symptoms", """
                {"action": "put", "patient": "P1", "symptom": "headache"}""");
        assertThat(client.command("Referral", """
                {"patient": "P1"}""").get("tumour").textValue()).isEmpty();
    }

    // ---- pages

    @Test
    void longListsComeInPagesThatTheWireTakes() throws Exception {
        for (int n = 0; n < 600; n++) {
            client.command(
                    "Patient",
                    String.format(
                            "{\"action\": \"put\", \"id\": \"P%03d\", \"pseudonym\": \"%s\"}", n, "x".repeat(190)));
        }
        List<String> ids = new ArrayList<>();
        String after = "";
        int pages = 0;
        while (true) {
            JsonNode page = client.command(
                    "Patient",
                    "{\"action\": \"list\", \"limit\": 500" + (after.isEmpty() ? "" : ", \"after\": \"" + after + "\"")
                            + "}");
            assertThat(page.toString().length()).isLessThan(65_000);
            page.get("patients").forEach(row -> ids.add(row.get("id").textValue()));
            pages++;
            if (!page.has("next")) {
                break;
            }
            after = page.get("next").textValue();
        }
        assertThat(pages).isGreaterThan(2);
        assertThat(ids).hasSize(600).isSorted().doesNotHaveDuplicates();
    }
}
