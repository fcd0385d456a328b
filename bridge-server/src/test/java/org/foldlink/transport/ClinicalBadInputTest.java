package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.foldlink.clinical.Actor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad field of the clinical commands has its own answer, word for word, and nothing is changed by it. */
@Timeout(60)
class ClinicalBadInputTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HOSTILE = List.of(
            "'; DROP TABLE patient; --",
            "\" OR \"1\"=\"1",
            "x') UNION SELECT * FROM audit --",
            "%_\\",
            "${jndi:ldap://x}",
            "{\"$ne\": null}",
            "Ünïcödé 患者 😀");

    private static ClinicalRig rig;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        rig = new ClinicalRig();
        client = rig.client('a');
        client.command("Patient", """
                {"action": "put", "id": "P1"}""");
        ClinicalRig.segment(client);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        rig.close();
    }

    /** Command, content, code, field, message. */
    private record Bad(String command, String content, String code, String field, String message) {
        @Override
        public String toString() {
            return command + " " + content;
        }
    }

    static List<Bad> bad() {
        String actions = "(expected one of put, get, list, delete)";
        return List.of(
                field("Patient", "{}", "action", "field action is missing (expected a text)"),
                field("Patient", "{'action': 'drop'}", "action", "field action = \"drop\" " + actions),
                new Bad(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'name': 'Doe'}",
                        "unknown_field",
                        "name",
                        "field name is unknown (expected one of action, id, pseudonym, sex, age, dominance, symptoms, as,"
                                + " schema)"),
                new Bad(
                        "Patient",
                        "{'action': 'delete', 'id': 'P1', 'age': 3}",
                        "unknown_field",
                        "age",
                        "field age is unknown (expected one of action, id, as, schema)"),
                field("Patient", "{'action': 'put'}", "id", "field id is missing (expected a text)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': ''}",
                        "patient.id",
                        "patient.id = \"\" (expected 1 to 64 characters, no control characters, no white space at either"
                                + " end)"),
                field("Patient", "{'action': 'get', 'id': 7}", "id", "field id = 7 (expected a text)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'sex': 'Female'}",
                        "sex",
                        "field sex = \"Female\" (expected female, male or other)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'age': '54'}",
                        "age",
                        "field age = \"54\" (expected a whole number)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'age': 131}",
                        "patient.age",
                        "patient.age = 131 (expected 0 to 130: years)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'dominance': 'both'}",
                        "dominance",
                        "field dominance = \"both\" (expected left, right or unknown)"),
                field(
                        "Patient",
                        "{'schema': 2, 'action': 'list'}",
                        "schema",
                        "field schema = 2 (expected 1; use a client and a bridge of the same version)"),
                field(
                        "Patient",
                        "{'action': 'list', 'as': 'two\\nlines'}",
                        "as",
                        "field as = \"two\\nlines\" (expected at most 100 characters and no control characters)"),
                field("Patient", "{'action': 'list', 'limit': 0}", "limit", "field limit = 0 (expected 1..500)"),
                field(
                        "Patient",
                        "{'action': 'get', 'id': 'P1', 'after': 'P0'}",
                        "after",
                        "field after = \"P0\" (expected what an earlier reply gave as next)"),
                new Bad(
                        "Patient",
                        "{'action': 'delete', 'id': 'P9'}",
                        "not_found",
                        "patient",
                        "patient \"P9\" is not held (expected one that was put before)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'symptoms': 'headache'}",
                        "symptoms",
                        "field symptoms = \"headache\" (expected a list of objects)"),
                field(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'symptoms': [{'symptom': 'headache', 'side': 'up'}]}",
                        "symptoms[0].side",
                        "field symptoms[0].side = \"up\" (expected left, right, both or unknown)"),
                new Bad(
                        "Patient",
                        "{'action': 'put', 'id': 'P2', 'symptoms': [{'symptom': 'headache', 'since': '2026'}]}",
                        "unknown_field",
                        "symptoms[0].since",
                        "field symptoms[0].since is unknown (expected one of symptom, side, onset, severity)"),
                field(
                        "Symptoms",
                        "{'action': 'add'}",
                        "action",
                        "field action = \"add\" (expected one of list, put, remove, search)"),
                field(
                        "Symptoms",
                        "{'action': 'put', 'symptom': 'headache'}",
                        "patient",
                        "field patient is missing (expected a text)"),
                new Bad(
                        "Symptoms",
                        "{'action': 'put', 'patient': 'P9', 'symptom': 'headache'}",
                        "not_found",
                        "patient",
                        "patient \"P9\" is not held (expected one that was put before)"),
                new Bad(
                        "Symptoms",
                        "{'action': 'put', 'patient': 'P1', 'symptom': 'hedake'}",
                        "unknown_symptom",
                        "symptom",
                        "symptom \"hedake\" is unknown (expected an id, name or synonym; nearest: headache (Headache),"
                                + " arm_weakness (Weakness of an arm), expressive_aphasia (Trouble finding words))"),
                field(
                        "Symptoms",
                        "{'action': 'put', 'patient': 'P1', 'symptom': 'headache', 'side': 'middle'}",
                        "side",
                        "field side = \"middle\" (expected left, right, both or unknown)"),
                field(
                        "Symptoms",
                        "{'action': 'put', 'patient': 'P1', 'symptom': 'headache', 'severity': 'awful'}",
                        "severity",
                        "field severity = \"awful\" (expected mild, moderate or severe)"),
                field(
                        "Symptoms",
                        "{'action': 'put', 'patient': 'P1', 'symptom': 'headache', 'onset': '1 March'}",
                        "onset",
                        "field onset = \"1 March\" (expected a date such as 2026-03-01)"),
                new Bad(
                        "Symptoms",
                        "{'action': 'remove', 'patient': 'P1', 'symptom': 'headache', 'severity': 'mild'}",
                        "unknown_field",
                        "severity",
                        "field severity is unknown (expected one of action, patient, symptom, side, as, schema)"),
                field("Site", "{}", "job", "field job is missing (expected a text)"),
                new Bad(
                        "Site",
                        "{'job': 'none'}",
                        "unknown_job",
                        "job",
                        "job none is unknown (expected one of this session's jobs): run it again"),
                new Bad(
                        "Site",
                        "{'job': 'ab12', 'mask': 'x'}",
                        "unknown_field",
                        "mask",
                        "field mask is unknown (expected one of job, image, parts, patient, symptoms, dominance, tumour,"
                                + " study, as, schema)"),
                new Bad(
                        "Site",
                        "{'job': 'ab12', 'image': 'T9'}",
                        "unknown_device",
                        "image",
                        "no image T9 is held (expected one of the channels CT, or the name of an image that this session"
                                + " sent)"),
                field(
                        "Site",
                        "{'job': 'ab12', 'parts': {'x': 'core'}}",
                        "parts",
                        "field parts = {\"x\":\"core\"} (expected names by label value, such as {\"1\": \"necrosis\"})"),
                new Bad(
                        "Site",
                        "{'job': 'ab12', 'parts': {'7': 'core'}}",
                        "bad_option",
                        "parts.7",
                        "parts.7 = core is no label of model abdomen (expected some of 1 liver, 2 lesion)"),
                field(
                        "Site",
                        "{'job': 'ab12', 'patient': 'P1', 'symptoms': [{'symptom': 'headache'}]}",
                        "symptoms",
                        "symptoms beside a patient (expected one of the two): the patient's own count, which Patient and"
                                + " Symptoms record"),
                new Bad(
                        "Site",
                        "{'job': 'ab12', 'patient': 'P9'}",
                        "not_found",
                        "patient",
                        "patient \"P9\" is not held (expected one that was put before)"),
                field(
                        "Site",
                        "{'job': 'ab12', 'symptoms': [{'symptom': 'headache'}, {'symptom': 'Cephalalgia'}]}",
                        "symptoms",
                        "symptoms has headache twice on the same side (expected each symptom once a side)"),
                field("Referral", "{}", "job", "Referral names a job or a patient (expected exactly one of the two)"),
                field(
                        "Referral",
                        "{'job': 'ab12', 'patient': 'P1'}",
                        "job",
                        "Referral names a job or a patient (expected exactly one of the two)"),
                field(
                        "Referral",
                        "{'patient': 'P1', 'from': [100, 0]}",
                        "from",
                        "from: latitude = 100.0 (expected degrees, -90 to 90)"),
                field(
                        "Referral",
                        "{'patient': 'P1', 'from': 'Paris'}",
                        "from",
                        "field from = \"Paris\" (expected [latitude, longitude] in degrees)"),
                field(
                        "Referral",
                        "{'patient': 'P1', 'mustHave': 'awake-surgery'}",
                        "mustHave",
                        "field mustHave = \"awake-surgery\" (expected a list of texts)"));
    }

    private static Bad field(String command, String content, String field, String message) {
        return new Bad(command, content, "bad_field", field, message);
    }

    @ParameterizedTest
    @MethodSource
    void bad(Bad bad) throws Exception {
        JsonNode error = client.refused(bad.command(), bad.content().replace('\'', '"'));
        assertThat(error.get("message").textValue()).isEqualTo(bad.message());
        assertThat(error.get("code").textValue()).isEqualTo(bad.code());
        assertThat(error.get("field").textValue()).isEqualTo(bad.field());
    }

    /** SQL and worse is text like any other: kept as it is, or refused; never carried out. */
    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTextInEachField(String text) throws Exception {
        ObjectNode put = JSON.createObjectNode();
        put.put("action", "put").put("id", text).put("pseudonym", text).put("as", text);
        client.command("Patient", put.toString());
        ObjectNode get = JSON.createObjectNode().put("action", "get").put("id", text);
        assertThat(client.command("Patient", get.toString())
                        .get("patient")
                        .get("pseudonym")
                        .textValue())
                .isEqualTo(text);
        ObjectNode symptom = JSON.createObjectNode();
        symptom.put("action", "put").put("patient", text).put("symptom", text);
        assertThat(client.refused("Symptoms", symptom.toString()).get("code").textValue())
                .isEqualTo("unknown_symptom");
        symptom.put("symptom", "headache").put("as", text);
        client.command("Symptoms", symptom.toString());
        symptom.put("side", text);
        assertThat(client.refused("Symptoms", symptom.toString()).get("code").textValue())
                .isEqualTo("bad_field");
        ObjectNode search = JSON.createObjectNode().put("action", "search").put("symptom", text);
        assertThat(client.command("Symptoms", search.toString()).get("symptoms"))
                .isEmpty();
        ObjectNode site = JSON.createObjectNode();
        site.put("job", "ab12")
                .put("patient", text)
                .put("tumour", text)
                .put("study", text)
                .put("as", text);
        client.command("Site", site.toString());
        JsonNode found = ClinicalRig.site(client);
        assertThat(found.get("tumour").textValue()).isEqualTo(text);
        assertThat(found.get("stored").get("study").textValue()).isEqualTo(text);
        for (String field : List.of("job", "image")) {
            ObjectNode bad = JSON.createObjectNode().put("job", "ab12").put(field, text);
            assertThat(client.refused("Site", bad.toString()).get("code").textValue())
                    .startsWith("unknown_");
        }
        ObjectNode referral = JSON.createObjectNode().put("patient", text).put("kind", text);
        referral.putArray("mustHave").add(text);
        TestClient.Reply reply = client.reply("Referral", referral.toString());
        assertThat(reply.json().toString()).doesNotContain("Exception");
        ObjectNode delete = JSON.createObjectNode().put("action", "delete").put("id", text);
        client.command("Patient", delete.toString());
        assertThat(rig.store.patient("P1", new Actor("test", ""))).isPresent();
    }

    static List<String> hostile() {
        return HOSTILE;
    }

    @Test
    void aBridgeWithoutTheClinicalSideSaysSo() throws Exception {
        try (Rig plain = new Rig(Rig.SETTINGS);
                TestClient other = plain.client()) {
            for (String command : List.of("Patient", "Symptoms", "Site", "Referral")) {
                JsonNode error = other.refused(command, "{}");
                assertThat(error.get("code").textValue()).isEqualTo("not_supported");
                assertThat(error.get("message").textValue())
                        .isEqualTo("command " + command
                                + " is not served by this bridge (expected one with clinical.enabled = true): ask its"
                                + " operator");
            }
        }
    }
}
