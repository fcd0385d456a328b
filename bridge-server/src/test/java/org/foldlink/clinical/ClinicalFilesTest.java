package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClinicalFilesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"csv", "all.json"})
    void knowledgeComesBackAsItWas(String name) throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Knowledge knowledge = new Made(seed).knowledge();
            KnowledgeFiles.write(folder.resolve(name), knowledge);
            assertThat(KnowledgeFiles.read(folder.resolve(name))).isEqualTo(knowledge);
        }
        KnowledgeFiles.write(folder.resolve(name), KnowledgeFiles.seed());
        assertThat(KnowledgeFiles.read(folder.resolve(name))).isEqualTo(KnowledgeFiles.seed());
        Knowledge none = new Knowledge(List.of(), List.of(), List.of());
        KnowledgeFiles.write(folder.resolve(name), none);
        assertThat(KnowledgeFiles.read(folder.resolve(name))).isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "all.json"})
    void providersComeBackAsTheyWere(String name) throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Providers providers = new Made(seed).providers();
            ProviderFiles.write(folder.resolve(name), providers);
            assertThat(ProviderFiles.read(folder.resolve(name))).isEqualTo(providers);
        }
        ProviderFiles.write(folder.resolve(name), ProviderFiles.example());
        assertThat(ProviderFiles.read(folder.resolve(name))).isEqualTo(ProviderFiles.example());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "all.json"})
    void patientsComeBackAsTheyWere(String name) throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Made made = new Made(seed);
            Knowledge knowledge = made.knowledge();
            List<PatientRecord> patients = made.patients(knowledge);
            PatientFiles.write(folder.resolve(name), patients);
            assertThat(PatientFiles.read(folder.resolve(name), knowledge)).isEqualTo(patients);
        }
    }

    @Test
    void aByteOrderMarkLineEndsAndQuotesMakeNoDifference() throws Exception {
        write(
                "symptoms.csv",
                "\uFEFFid,kind,name,clinical_term,snomed_ct,synonyms\r\n\r\nx,Sign,\"say \"\"a\"\"\",,, b ; c d ;\n");
        write("symptom_regions.csv", "symptom,region,laterality,weight,reference,why");
        write("references.csv", "id,citation\nr,\"one, two\"\n");
        Knowledge read = KnowledgeFiles.read(folder);
        assertThat(read.symptoms())
                .containsExactly(new Symptom(
                        "x", "say \"a\"", List.of("b", "c d"), Symptom.Kind.SIGN, "", java.util.Optional.empty()));
        assertThat(read.references()).containsExactly(new Reference("r", "one, two"));
    }

    @Test
    void whatASpreadsheetWouldRunIsWrittenAsText() throws Exception {
        Providers providers = new Providers(
                List.of(new Hospital(
                        "-h",
                        "=HYPERLINK(\"a\")",
                        "@here",
                        java.util.Optional.of(new Position(-1.5, 2)),
                        List.of("+d", "e"),
                        List.of())),
                List.of());
        ProviderFiles.write(folder, providers);
        assertThat(Files.readString(folder.resolve("hospitals.csv"))).isEqualTo("""
                        id,name,place,latitude,longitude,departments,capabilities\r
                        '-h,"'=HYPERLINK(""a"")",'@here,-1.5,2.0,'+d;e,\r
                        """);
        assertThat(ProviderFiles.read(folder)).isEqualTo(providers);
    }

    @Test
    void aTextWithApostrophesOfItsOwnKeepsThem() {
        for (String text : List.of("'", "'s", "''=1", "'=1", "=1", "'-", "a=1", "")) {
            assertThat(SheetCells.unguarded(SheetCells.guarded(text))).isEqualTo(text);
        }
        assertThat(SheetCells.unguarded("'tis")).isEqualTo("'tis");
    }

    @Test
    void allProblemsAreToldAtOnceAndNothingIsTaken() throws Exception {
        write("symptoms.csv", """
                id,name,synonyms,kind,clinical_term,snomed_ct
                hemiparesis,Weakness,,sign,,
                hemiparesis,,,finding,,
                anosmia,Loss of smell,,symptom,
                """);
        write("symptom_regions.csv", """
                symptom,region,laterality,weight,reference,why
                hemiparesis,precentral_gyru,contralateral,0.7,r1,"two
                lines"
                hemiparesi,precentral_gyrus,opposite,1.5,r2,x
                hemiparesis,precentral_gyrus,either,,r1,x
                hemiparesis,precentral_gyrus,either,0,r1,x
                """);
        write("references.csv", "id,citation\nr1,A book\n");
        assertThat(problems(() -> KnowledgeFiles.read(folder)))
                .containsExactly(
                        "symptoms.csv, line 4 has 5 cells (expected 6, as the header has)",
                        "symptoms.csv, line 3, column id = \"hemiparesis\" (expected no other row with the same id; symptoms.csv, line 2 has it)",
                        "symptom_regions.csv, line 6, column symptom = \"hemiparesis\" (expected no other row with the same symptom, region, laterality; symptom_regions.csv, line 5 has it)",
                        "symptoms.csv, line 3, column name = \"\" (expected what it is called in plain words)",
                        "symptoms.csv, line 3, column kind = \"finding\" (expected one of symptom, sign)",
                        "symptom_regions.csv, line 2, column region = \"precentral_gyru\" (expected the id of a region; nearest: precentral_gyrus)",
                        "symptom_regions.csv, line 2, column why = \"two\uFFFDlines\" (expected at most 1000 characters, no control characters)",
                        "symptom_regions.csv, line 4, column symptom = \"hemiparesi\" (expected the id of a symptom in symptoms.csv; nearest: hemiparesis)",
                        "symptom_regions.csv, line 4, column laterality = \"opposite\" (expected one of contralateral, ipsilateral, dominant, non-dominant, either)",
                        "symptom_regions.csv, line 4, column weight = \"1.5\" (expected a number above 0, up to 1)",
                        "symptom_regions.csv, line 4, column reference = \"r2\" (expected the id of a reference in references.csv; nearest: r1)",
                        "symptom_regions.csv, line 5, column weight = \"\" (expected a number above 0, up to 1)",
                        "symptom_regions.csv, line 6, column weight = \"0\" (expected a number above 0, up to 1)");
    }

    @Test
    void headersAreStrict() throws Exception {
        write("hospitals.csv", "id,name,place,latitude,longitude,department,capabilities,name\n");
        write("doctors.csv", "");
        assertThat(problems(() -> ProviderFiles.read(folder)))
                .containsExactly(
                        "hospitals.csv, line 1, column \"department\" is unknown (expected id, name, place, latitude, longitude, departments, capabilities; nearest: departments)",
                        "hospitals.csv, line 1, column name is there twice (expected once)",
                        "hospitals.csv, line 1, column departments is missing (expected id, name, place, latitude, longitude, departments, capabilities)",
                        "doctors.csv is empty (expected a header line: id,name,hospital,speciality,expertise)");
    }

    @Test
    void providersAreCheckedAgainstEachOther() throws Exception {
        write("hospitals.csv", """
                id,name,place,latitude,longitude,departments,capabilities
                a,A,,91,0,neurology,emergency
                b,B,,1,,neurology,
                """);
        write("doctors.csv", """
                id,name,hospital,speciality,expertise
                x,X,c,neurology,
                y,Y,a,surgery,awake-surgery
                """);
        assertThat(problems(() -> ProviderFiles.read(folder)))
                .containsExactly(
                        "hospitals.csv, line 2, column latitude = \"91\" (expected degrees, -90 to 90)",
                        "hospitals.csv, line 3, column longitude = \"\" (expected latitude and longitude both, or neither)",
                        "doctors.csv, line 2, column hospital = \"c\" (expected the id of a hospital in hospitals.csv; nearest: a)",
                        "doctors.csv, line 3, column speciality = \"surgery\" (expected a department of a: neurology)",
                        "doctors.csv, line 3, column expertise = \"awake-surgery\" (expected capabilities of a: emergency)");
    }

    @Test
    void patientsAreChecked() throws Exception {
        write("patients.csv", "id,pseudonym,sex,age,dominance\np1,,male,131,\n p2,,woman,x,left\n");
        write(
                "observations.csv",
                "patient,symptom,side,onset,severity\np1,hemiparesys,port,31.3.2026,bad\np3,anosmia,,,\n");
        write("studies.csv", "id,patient,acquired,modality,description\ns,p1,yesterday,MR,\n");
        write("results.csv", "id,study,kind,schema,made,document\nr,t,site,0,2026-03-31T14:05:00Z,[1]\n");
        assertThat(problems(() -> PatientFiles.read(folder, KnowledgeFiles.seed())))
                .containsExactly(
                        "observations.csv, line 2, column symptom = \"hemiparesys\" (expected the id of a known symptom; nearest: hemiparesis)",
                        "observations.csv, line 2, column side = \"port\" (expected one of left, right, both, unknown)",
                        "observations.csv, line 2, column onset = \"31.3.2026\" (expected a date such as 2026-03-31, or nothing)",
                        "observations.csv, line 2, column severity = \"bad\" (expected one of mild, moderate, severe)",
                        "observations.csv, line 3, column patient = \"p3\" (expected the id of a patient in patients.csv; nearest: p1)",
                        "studies.csv, line 2, column acquired = \"yesterday\" (expected a time in UTC such as 2026-03-31T14:05:00Z, or nothing)",
                        "results.csv, line 2, column study = \"t\" (expected the id of a study in studies.csv; nearest: s)",
                        "results.csv, line 2, column document = \"[1]\" (expected a JSON object)",
                        "results.csv, line 2, column schema = \"0\" (expected a whole number, 1 to 2147483647)",
                        "patients.csv, line 2, column age = \"131\" (expected a whole number, 0 to 130)",
                        "patients.csv, line 3, column id = \" p2\" (expected 1 to 64 characters, none of them a control character, no blank at the ends)",
                        "patients.csv, line 3, column sex = \"woman\" (expected one of female, male, other)",
                        "patients.csv, line 3, column age = \"x\" (expected a whole number, 0 to 130)");
    }

    @Test
    void filesThatAreNoneAreRefused() throws Exception {
        assertThat(problems(() -> ProviderFiles.read(folder.resolve("none"))))
                .containsExactly(
                        folder.resolve("none")
                                + " is neither a folder nor a JSON file (expected a folder with hospitals.csv, doctors.csv, or one file that ends in .json)");
        assertThat(problems(() -> ProviderFiles.read(folder)))
                .containsExactly(
                        "hospitals.csv is missing in " + folder
                                + " (expected it with columns id, name, place, latitude, longitude, departments, capabilities)",
                        "doctors.csv is missing in " + folder
                                + " (expected it with columns id, name, hospital, speciality, expertise)");
        Files.write(folder.resolve("hospitals.csv"), new byte[] {'i', 'd', (byte) 0xE9});
        assertThat(problems(() -> ProviderFiles.read(folder)))
                .containsExactly("hospitals.csv is not in UTF-8 (expected UTF-8; save it as \"CSV UTF-8\")");
        write("hospitals.csv", "id,name,place,latitude,longitude,departments,capabilities\na,\"b,,,,,\n");
        write("doctors.csv", "id,name,hospital,speciality,expertise\n");
        assertThat(problems(() -> ProviderFiles.read(folder)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("hospitals.csv, line ")
                .endsWith("(expected comma-separated values, RFC 4180)");
    }

    @Test
    void jsonIsChecked() throws Exception {
        Path file = folder.resolve("p.json");
        assertThat(problemsOf(file, "{"))
                .containsExactly("p.json, line 1, column 2 is no JSON (expected one JSON object in UTF-8)");
        assertThat(problemsOf(file, "[]"))
                .containsExactly("p.json holds no JSON object (expected one with hospitals, doctors)");
        assertThat(problemsOf(file, "{\"schema\": 2}")).containsExactly("p.json: schema = 2 (expected 1)");
        assertThat(
                        problemsOf(
                                file,
                                "{\"schema\": 1, \"hospital\": 1, \"hospitals\": [1, {\"id\": 5, \"name\": \"x\", \"departments\": \"d\", \"beds\": 3}]}"))
                .containsExactly(
                        "p.json: hospital is unknown (expected hospitals, doctors; nearest: hospitals)",
                        "p.json, hospitals[0] is no object (expected one)",
                        "p.json, hospitals[1], column id = 5 (expected a text)",
                        "p.json, hospitals[1], column departments = \"d\" (expected an array of texts)",
                        "p.json, hospitals[1], column \"beds\" is unknown (expected id, name, place, latitude, longitude, departments, capabilities)",
                        "p.json: doctors is missing or no array (expected an array of objects)",
                        "p.json, hospitals[1], column id = \"\" (expected 1 to 64 characters, none of them a control character, no blank at the ends)");
    }

    @Test
    void manyProblemsAreCounted() throws Exception {
        write("references.csv", "id,citation\n" + "x,\n".repeat(15));
        write("symptoms.csv", "id,name,synonyms,kind,clinical_term,snomed_ct\n");
        write("symptom_regions.csv", "symptom,region,laterality,weight,reference,why\n");
        try {
            KnowledgeFiles.read(folder);
            throw new AssertionError("taken");
        } catch (ClinicalDataException e) {
            assertThat(e.problems()).hasSize(29);
            assertThat(e).hasMessageEndingWith("\nand 9 more");
        }
    }

    private List<String> problemsOf(Path file, String json) throws IOException {
        Files.writeString(file, json);
        return problems(() -> ProviderFiles.read(file));
    }

    private interface Reading {
        Object read() throws ClinicalDataException;
    }

    private static List<String> problems(Reading reading) {
        try {
            throw new AssertionError("taken: " + reading.read());
        } catch (ClinicalDataException e) {
            return e.problems();
        }
    }

    private void write(String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
