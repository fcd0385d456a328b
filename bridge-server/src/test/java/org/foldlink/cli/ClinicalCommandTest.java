package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.clinical.ProviderFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands without an image, on H2. */
class ClinicalCommandTest {

    @TempDir
    Path folder;

    private Ran clinical(String... words) {
        List<String> all = new ArrayList<>(List.of("clinical"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data-folder", folder.resolve("db").toString()));
        return Ran.foldlink(all.toArray(String[]::new));
    }

    private Ran done(String... words) {
        Ran ran = clinical(words);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        return ran;
    }

    private void refused(int exit, String message, String... words) {
        Ran ran = clinical(words);
        assertThat(ran.err()).isEqualTo("foldlink: " + message + "\n");
        assertThat(ran.exit()).isEqualTo(exit);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aPatientIsAddedChangedShownListedAndDeleted() throws IOException {
        assertThat(done("patient", "add", "P1", "--sex", "female", "--age", "52", "--dominance", "left")
                        .out())
                .isEqualTo("patient P1, female, 52 years, language dominance left\n");
        refused(73, "patient P1 is held already (--replace changes what is given)", "patient", "add", "P1");
        assertThat(done("patient", "add", "P1", "--replace", "--pseudonym", "Case 7", "--age", "53")
                        .out())
                .isEqualTo("patient P1, Case 7, female, 53 years, language dominance left\n");
        done("patient", "add", "P2");
        assertThat(done("patient", "list").out()).isEqualTo("""
                          patient P1, Case 7, female, 53 years, language dominance left
                          patient P2, language dominance unknown
                        2 patients
                        """);
        assertThat(done("patient", "list", "--limit", "1").out()).endsWith("1 patient (more: --after P1)\n");
        assertThat(done("patient", "list", "--after", "P1").out()).startsWith("  patient P2");
        assertThat(done("patient", "show", "P1").out()).isEqualTo("""
                        patient P1, Case 7, female, 53 years, language dominance left
                          no symptoms are recorded
                        Not for clinical use.
                        """);
        JsonNode json = new ObjectMapper()
                .readTree(done("patient", "show", "P1", "--json").out());
        assertThat(json.path("schema").asInt()).isEqualTo(1);
        assertThat(json.path("age_years").asInt()).isEqualTo(53);
        JsonNode list =
                new ObjectMapper().readTree(done("patient", "list", "--json").out());
        assertThat(list.path("patients").path(1).path("id").asText()).isEqualTo("P2");
        assertThat(list.path("patients").path(1).path("age_years").isNull()).isTrue();
        refused(
                64,
                "patient P1 and all that is held of it would be deleted for good (expected --yes)",
                "patient",
                "delete",
                "P1");
        assertThat(done("patient", "delete", "P1", "--yes").out())
                .isEqualTo("deleted patient P1, with symptoms, studies and results\n");
        refused(66, "patient P1 is not held (expected one of `clinical patient list`)", "patient", "show", "P1");
    }

    @Test
    void symptomsAreFoundRecordedAndRemoved() {
        done("patient", "add", "P1");
        assertThat(done("symptoms", "list").out()).contains("leg_weakness").contains("Weakness of one leg");
        assertThat(done("symptoms", "search", "face and arm weakness").out())
                .contains("brachiofacial_weakness")
                .contains("  Primary motor cortex  contralateral    0.85");
        assertThat(done("symptoms", "add", "P1", "left leg weakness:2026-10-01:moderate", "headache:mild")
                        .out())
                .isEqualTo("""
                          symptom       side     onset       severity
                          leg_weakness  left     2026-10-01  moderate
                          headache      unknown  -           mild
                        """);
        done("symptoms", "add", "P1", "right leg weakness");
        refused(
                64,
                "patient P1 has leg_weakness on several sides (expected one of them: leg_weakness:left)",
                "symptoms",
                "remove",
                "P1",
                "leg weakness");
        assertThat(done("symptoms", "remove", "P1", "right leg weakness").out())
                .isEqualTo("removed leg_weakness (right)\n");
        assertThat(done("symptoms", "remove", "P1", "leg weakness").out()).isEqualTo("removed leg_weakness (left)\n");
        assertThat(done("symptoms", "list", "--patient", "P1").out())
                .contains("headache")
                .doesNotContain("leg_weakness");
    }

    @Test
    void anUnknownSymptomIsRefusedWithTheNearestAndNothingIsRecorded() {
        done("patient", "add", "P1");
        refused(
                64,
                "symptom \"word finding trouble\" is unknown (expected an id, name or synonym; nearest: anomia"
                        + " (Word-finding difficulty), alexia_without_agraphia (Can write but not read), central_pain"
                        + " (Burning pain of one side))",
                "symptoms",
                "add",
                "P1",
                "headache",
                "word finding trouble");
        assertThat(done("symptoms", "list", "--patient", "P1").out()).isEqualTo("  no symptoms are recorded\n");
    }

    @Test
    void contradictoryLateralityIsRefusedInOneSymptomAndSaidOfSeveral() {
        done("patient", "add", "P1");
        refused(
                64,
                "symptom \"left leg weakness:right\" says left in its name and right as its side"
                        + " (expected one side; where both are affected, record each)",
                "symptoms",
                "add",
                "P1",
                "left leg weakness:right");
        done("symptoms", "add", "P1", "left leg weakness", "face and arm weakness:right");
        assertThat(done("check", "P1").out())
                .contains("  warning: ")
                .containsPattern("(?i)both sides|opposite|contradict");
    }

    @Test
    void theCheckExplainsEachPointAndTheReferralFollows() throws IOException {
        done("patient", "add", "P1", "--age", "60");
        refused(
                66,
                "patient P1 has neither symptoms nor a site (expected one of them: `clinical symptoms add P1 …`, or"
                        + " `clinical site … --patient P1`)",
                "check",
                "P1");
        done("symptoms", "add", "P1", "left leg weakness");
        String plain = done("check", "P1").out();
        assertThat(plain)
                .startsWith("symptoms only: ")
                .contains("  right paracentral lobule         0.00      0.80   0.80")
                .doesNotContain("Blumenfeld")
                .endsWith("Not for clinical use.\n");
        assertThat(done("check", "P1", "--explain").out())
                .contains("  right paracentral lobule 0.80 =\n    +0.800 leg_weakness: ")
                .contains("[Blumenfeld H. Neuroanatomy through Clinical Cases.");
        JsonNode json =
                new ObjectMapper().readTree(done("check", "P1", "--json").out());
        assertThat(json.path("verdict").asText()).isEqualTo("symptoms-only");
        assertThat(done("referral", "P1").out()).contains("  warning: No hospitals are held");

        Path tables = folder.resolve("hospitals.json");
        ProviderFiles.write(tables, ProviderFiles.example());
        assertThat(done("import", "hospitals", tables.toString()).out()).startsWith("imported ");
        assertThat(done("referral", "P1", "--kind", "glioma", "--from", "31.2,-41.3")
                        .out())
                .contains("wanted: ")
                .contains(
                        "  1. Mid-Atlantic University Hospital (example), Atollhaven, an invented island, 36 km, score")
                .contains("     Dr Example Alder (neurosurgery)")
                .endsWith("Not for clinical use.\n");
        refused(
                64,
                "--from = Paris (expected latitude and longitude, such as 31.2,-41.3)",
                "referral",
                "P1",
                "--from",
                "Paris");
        refused(64, "--from: latitude = 131.2 (expected degrees, -90 to 90)", "referral", "P1", "--from", "131.2,0");
    }

    @Test
    void whatIsExportedIsImportedAgain() throws IOException {
        done("patient", "add", "P1", "--age", "60");
        done("symptoms", "add", "P1", "left leg weakness:2026-10-01");
        for (String kind : List.of("knowledge", "hospitals", "patients")) {
            String file = folder.resolve(kind + ".json").toString();
            String tables = folder.resolve(kind).toString();
            assertThat(done("export", kind, file).out()).endsWith(" to " + file + "\n");
            refused(73, file + " exists (--force replaces it)", "export", kind, file);
            done("export", kind, tables);
            assertThat(done("import", kind, file).out()).startsWith("imported ");
            assertThat(done("import", kind, tables).out()).startsWith("imported ");
        }
        assertThat(folder.resolve("patients").resolve("observations.csv"))
                .content()
                .contains("P1,leg_weakness,left");
        Path wrong = folder.resolve("knowledge").resolve("symptom_regions.csv");
        Files.writeString(wrong, Files.readString(wrong).replaceFirst("precentral_gyrus", "precentral_gyros"));
        Ran ran = clinical("import", "knowledge", folder.resolve("knowledge").toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("symptom_regions.csv")
                .contains("precentral_gyros")
                .contains("precentral_gyrus");
        refused(
                66,
                "/nowhere does not exist (expected a folder of CSV tables, or one .json file)",
                "import",
                "patients",
                "/nowhere");
    }

    @Test
    void theTrailSaysWhoClaimedToAskForWhat() throws IOException {
        done("patient", "add", "P1", "--as", "Dr Example");
        String out = done("audit", "--limit", "5").out();
        assertThat(out)
                .contains("claimed name (unauthenticated)")
                .contains("Dr Example")
                .contains("patient.put");
        done("patient", "delete", "P1", "--yes");
        JsonNode json = new ObjectMapper().readTree(done("audit", "--json").out());
        assertThat(json.path("entries").path(0).path("action").asText()).isEqualTo("patient.delete");
        assertThat(json.path("entries").path(0).path("identity").asText()).isEqualTo("unauthenticated");
        assertThat(json.toString()).doesNotContain("\"P1\"");
    }

    @Test
    void theDatabaseIsDescribedAndOneThatIsDownIsRefusedClearly() {
        assertThat(done("database").out())
                .contains("H2 ")
                .contains("tables are those of this FoldLink")
                .contains(" symptoms, ")
                .contains("0 hospitals, 0 doctors");
        Ran down = Ran.foldlink("clinical", "database", "--database", "jdbc:postgresql://127.0.0.1:1/none");
        assertThat(down.exit()).isEqualTo(69);
        assertThat(down.err())
                .isEqualTo("foldlink: clinical database jdbc:postgresql://127.0.0.1:1/none cannot be reached"
                        + " (see that it runs and that the url is right; nothing was written)\n");
    }

    @Test
    void optionsThatDoNotGoTogetherAreWrongUsage() throws IOException {
        refused(
                64,
                "got --database and --data-folder (expected one of the two)",
                "database",
                "--database",
                "jdbc:h2:file:/tmp/x");
        refused(
                64,
                "got a database's user or password (expected --database with them)",
                "database",
                "--database-user",
                "me");
        Ran missing = Ran.foldlink(
                "clinical",
                "database",
                "--database",
                "jdbc:postgresql://127.0.0.1:1/none",
                "--database-password-file",
                folder.resolve("none").toString());
        assertThat(missing.exit()).isEqualTo(66);
        assertThat(missing.err())
                .isEqualTo("foldlink: --database-password-file = " + folder.resolve("none")
                        + " cannot be read (expected a file of one line)\n");
    }

    @Test
    void everyCommandHasAHelp() {
        String help = Ran.foldlink("clinical", "--help").out();
        for (String command : List.of(
                "demo",
                "run",
                "patient",
                "symptoms",
                "site",
                "check",
                "referral",
                "report",
                "store",
                "import",
                "export",
                "audit",
                "database")) {
            assertThat(help).contains("  " + command);
            Ran ran = Ran.foldlink("clinical", command, "--help");
            assertThat(ran.exit()).isZero();
            assertThat(ran.out()).contains("Usage: foldlink clinical " + command);
        }
        assertThat(help).contains("Not for clinical use.");
        assertThat(Ran.foldlink("clinical").out()).isEqualTo(help);
    }
}
