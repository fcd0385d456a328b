package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymptomNamesTest {

    private static final SymptomNames NAMES = new SymptomNames(KnowledgeFiles.seed());

    @ParameterizedTest
    @CsvSource({
        "hemiparesis, hemiparesis",
        "Hemi-paresis, hemiparesis",
        "hemiparessis, hemiparesis",
        "hemiparesys, hemiparesis",
        "HEADACHES, headache",
        "morning headaches, raised_pressure_headache",
        "deja vu, deja_vu",
        "Balint's syndrome, balint_syndrome",
        "wallenberg, lateral_medullary_syndrome",
        "Gerstmann, gerstmann_syndrome",
        "papilledema, papilloedema",
        "Papilloedema, papilloedema",
        "galactorrhea, hyperprolactinaemia",
        "tonic clonic seizures, generalised_seizure",
        "generalized seizure, generalised_seizure",
        "dysphasia, aphasia_unspecified",
        "dysphagia, bulbar_palsy",
        "Weber syndrome, weber_syndrome",
        "horizontal gaze palsy, horizontal_gaze_palsy",
        "apractic limb, ",
    })
    void findsWhatIsMeant(String text, String id) throws Exception {
        if (id == null) {
            assertThat(catchThrowableOfType(UnknownSymptomException.class, () -> NAMES.find(text)))
                    .isNotNull();
        } else {
            assertThat(NAMES.find(text)).isEqualTo(id);
        }
    }

    @Test
    void everyNameOfTheSeedFindsItsSymptom() throws Exception {
        for (Symptom s : KnowledgeFiles.seed().symptoms()) {
            assertThat(NAMES.find(s.id())).isEqualTo(s.id());
            assertThat(NAMES.find(s.name())).isEqualTo(s.id());
            assertThat(NAMES.find(s.clinicalTerm())).isEqualTo(s.id());
            for (String synonym : s.synonyms()) {
                assertThat(NAMES.find(synonym.toUpperCase(java.util.Locale.ROOT)))
                        .isEqualTo(s.id());
            }
        }
    }

    @Test
    void anUnknownOneNamesTheNearest() {
        UnknownSymptomException e = catchThrowableOfType(
                UnknownSymptomException.class, () -> NAMES.find("weakness of the left side of body"));
        assertThat(e)
                .hasMessage(
                        "symptom \"weakness of the left side of body\" is unknown (expected an id, name or synonym; nearest: hemiparesis (Weakness of one side of the body), central_facial_weakness (Weakness of the lower half of the face), facial_palsy_peripheral (Weakness of the whole half of the face))");
        assertThat(e.ambiguous()).isFalse();
        assertThat(e.nearest()).hasSize(3);
    }

    @Test
    void anAmbiguousOneNamesAll() {
        UnknownSymptomException e =
                catchThrowableOfType(UnknownSymptomException.class, () -> NAMES.find("quadrantanopia"));
        assertThat(e)
                .hasMessage(
                        "symptom \"quadrantanopia\" may mean inferior_quadrantanopia (Loss of the lower quarter of the visual field), superior_quadrantanopia (Loss of the upper quarter of the visual field) (expected one of them)");
        assertThat(e.ambiguous()).isTrue();
        // One letter from dysphagia and from dysphasia, which mean different places.
        assertThat(catchThrowableOfType(UnknownSymptomException.class, () -> NAMES.find("dysphaia"))
                        .nearest())
                .containsExactly("bulbar_palsy", "aphasia_unspecified");
    }

    @Test
    void oddTextsAreRefusedPlainly() {
        for (String text : new String[] {"", "  ", "???", "'; DROP TABLE symptom; --", "x".repeat(100_000), "\u0000"}) {
            UnknownSymptomException e = catchThrowableOfType(UnknownSymptomException.class, () -> NAMES.find(text));
            assertThat(e).isNotNull();
            assertThat(e)
                    .message()
                    .contains(" is unknown (expected an id, name or synonym; nearest: ")
                    .hasSizeLessThan(600);
        }
    }
}
