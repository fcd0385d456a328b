package org.foldlink.clinical;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every store refuses before it asks its database: each check throws {@link StoreException} with reason INVALID, naming field, value and what was
 * expected. Texts are one line of well-formed Unicode; lengths are in UTF-16 units, as {@link String#length()} counts.
 */
public final class RecordChecks {

    /** Of every key: patients, studies, results, symptoms, regions, references, hospitals, doctors. */
    public static final int ID = 64;

    /** Of names, terms, places and capabilities. */
    public static final int NAME = 200;

    /** Of descriptions, reasons and citations. */
    public static final int SENTENCE = 1000;

    /** Of a result's document. */
    public static final int DOCUMENT = 4_000_000;

    /** Of a study's modality. */
    public static final int MODALITY = 16;

    /** Greatest age of a patient, in years. */
    public static final int MOST_YEARS = 130;

    /** Of patients in one answer. */
    public static final int PATIENTS = 1000;

    /** Of audit entries in one answer. */
    public static final int ENTRIES = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final LocalDate FIRST_DAY = LocalDate.of(1800, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private RecordChecks() {}

    public static void patient(Patient patient) throws StoreException {
        id("patient.id", patient.id());
        if (patient.pseudonym().isPresent()) {
            required("patient.pseudonym", patient.pseudonym().get(), NAME);
        }
        if (patient.age().isPresent()) {
            range("patient.age", patient.age().getAsInt(), 0, MOST_YEARS, "years");
        }
    }

    /** Does not know which symptoms there are. */
    public static void observations(List<Observation> observations) throws StoreException {
        Set<List<Object>> keys = new HashSet<>();
        for (Observation o : observations) {
            id("observation.symptom", o.symptom());
            if (o.onset().isPresent()) {
                day("observation.onset", o.onset().get());
            }
            if (!keys.add(List.of(o.symptom(), o.side()))) {
                throw invalid(
                        "observation",
                        o.symptom() + " " + o.side(),
                        "each symptom once a side; record it once, with the onset and severity that hold");
            }
        }
    }

    public static void study(Study study, List<StoredResult> results) throws StoreException {
        id("study.id", study.id());
        id("study.patient", study.patient());
        text("study.modality", study.modality(), MODALITY);
        text("study.description", study.description(), SENTENCE);
        if (study.acquired().isPresent()) {
            moment("study.acquired", study.acquired().get());
        }
        Set<String> ids = new HashSet<>();
        for (StoredResult result : results) {
            result(result);
            if (!result.study().equals(study.id())) {
                throw invalid("result.study", result.study(), "the id of the study that it comes with, " + study.id());
            }
            if (!ids.add(result.id())) {
                throw invalid("result.id", result.id(), "a different id for each result");
            }
        }
    }

    /** The patient, its observations, and each study and result as those of this patient. */
    public static void record(PatientRecord record) throws StoreException {
        patient(record.patient());
        observations(record.observations());
        Set<String> studies = new HashSet<>();
        for (Study study : record.studies()) {
            study(study, record.results(study));
            if (!study.patient().equals(record.patient().id())) {
                throw invalid("study.patient", quoted(study.patient()), "the id of the patient that it comes with");
            }
            once(studies, "study.id", study.id());
        }
        for (StoredResult result : record.results()) {
            if (!studies.contains(result.study())) {
                throw invalid("result.study", quoted(result.study()), "the id of a study that it comes with");
            }
        }
    }

    private static void result(StoredResult result) throws StoreException {
        id("result.id", result.id());
        id("result.study", result.study());
        id("result.kind", result.kind());
        range("result.schema", result.schema(), 1, 1_000_000, "the version of the document's form");
        moment("result.made", result.made());
        if (result.document().length() > DOCUMENT) {
            throw invalid("result.document", result.document().length() + " characters", "JSON of at most " + DOCUMENT);
        }
        if (!isJsonObject(result.document()) || !wellFormed(result.document())) {
            throw invalid("result.document", quoted(result.document()), "a JSON object");
        }
    }

    /** Also that rules name symptoms, regions and references that are there. */
    public static void knowledge(Knowledge knowledge) throws StoreException {
        KnowledgeChecks.check(knowledge);
    }

    /** Also that doctors name hospitals that are there. */
    public static void providers(Providers providers) throws StoreException {
        ProviderChecks.check(providers);
    }

    public static void actor(Actor actor) throws StoreException {
        required("actor.address", actor.address(), NAME);
        text("actor.claimedName", actor.claimedName(), NAME);
    }

    /** 1 to 64 characters, none of them control characters, no white space at either end. */
    public static void id(String field, String value) throws StoreException {
        if (!isId(value)) {
            throw invalid(
                    field,
                    quoted(value),
                    "1 to " + ID + " characters, no control characters, no white space at either end");
        }
    }

    public static boolean isId(String value) {
        return isLine(value, 1, ID) && value.strip().equals(value);
    }

    public static void range(String field, int value, int least, int most, String what) throws StoreException {
        if (value < least || value > most) {
            throw invalid(field, Integer.toString(value), least + " to " + most + ": " + what);
        }
    }

    /** A refusal whose message every store words alike. */
    public static StoreException invalid(String field, String value, String expected) {
        return new StoreException(
                StoreException.Reason.INVALID, field + " = " + value + " (expected " + expected + ")");
    }

    /** As a message shows a value that may hold anything: short, and without control characters. */
    public static String quoted(String value) {
        StringBuilder shown = new StringBuilder("\"");
        value.codePoints()
                .limit(40)
                .forEach(c -> shown.appendCodePoint(isControl(c) || isLoneSurrogate(c) ? 0xFFFD : c));
        return shown.append(value.codePointCount(0, value.length()) > 40 ? "…\"" : "\"")
                .toString();
    }

    static void required(String field, String value, int most) throws StoreException {
        if (!isLine(value, 1, most) || value.isBlank()) {
            throw invalid(field, quoted(value), "1 to " + most + " characters, no control characters");
        }
    }

    static void text(String field, String value, int most) throws StoreException {
        if (!isLine(value, 0, most)) {
            throw invalid(field, quoted(value), "at most " + most + " characters, no control characters");
        }
    }

    static void texts(String field, List<String> values) throws StoreException {
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            required(field, value, NAME);
            once(seen, field, value);
        }
    }

    /** @param seen those before, to which this one is added */
    static void once(Set<String> seen, String field, String value) throws StoreException {
        if (!seen.add(value)) {
            throw invalid(field, quoted(value), "each once");
        }
    }

    private static void moment(String field, Instant value) throws StoreException {
        if (value.isBefore(FIRST_DAY.atStartOfDay().toInstant(ZoneOffset.UTC))
                || !value.isBefore(LAST_DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))) {
            throw invalid(field, value.toString(), "a time from " + FIRST_DAY + " to " + LAST_DAY);
        }
    }

    private static void day(String field, LocalDate value) throws StoreException {
        if (value.isBefore(FIRST_DAY) || value.isAfter(LAST_DAY)) {
            throw invalid(field, value.toString(), "a day from " + FIRST_DAY + " to " + LAST_DAY);
        }
    }

    private static boolean isLine(String value, int least, int most) {
        return value.length() >= least
                && value.length() <= most
                && value.codePoints().noneMatch(RecordChecks::isControl)
                && wellFormed(value);
    }

    /** Half a surrogate pair has no UTF-8: a database would refuse it, or keep something else. */
    private static boolean wellFormed(String value) {
        return value.codePoints().noneMatch(RecordChecks::isLoneSurrogate);
    }

    private static boolean isLoneSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    static boolean isJsonObject(String document) {
        try {
            return Optional.ofNullable(JSON.readTree(document))
                    .filter(JsonNode::isObject)
                    .isPresent();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
