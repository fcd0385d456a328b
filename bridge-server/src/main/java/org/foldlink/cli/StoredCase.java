package org.foldlink.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.ClinicalDataException;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.CrossCheck;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;

/** The newest results that are held of a patient, read again. */
final class StoredCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PatientRecord record;
    private final Optional<StoredResult> newestSite;

    StoredCase(PatientRecord record) {
        this.record = record;
        this.newestSite = newest("site", Optional.empty());
    }

    private Optional<StoredResult> newest(String kind, Optional<String> study) {
        return record.results().stream()
                .filter(r -> r.kind().equals(kind))
                .filter(r -> study.map(r.study()::equals).orElse(true))
                .max(Comparator.comparing(StoredResult::made));
    }

    PatientRecord record() {
        return record;
    }

    Optional<TumourSite> site() {
        if (newestSite.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClinicalJson.site(document(newestSite.get())));
        } catch (ClinicalDataException e) {
            throw ClinicalFailures.malformed(e);
        }
    }

    /** The study whose site is the newest. */
    Optional<Study> study() {
        return newestSite.flatMap(r ->
                record.studies().stream().filter(s -> s.id().equals(r.study())).findFirst());
    }

    /** How that study was segmented; an empty object where nothing is held of it. */
    JsonNode segmentation() {
        return newest("segmentation", newestSite.map(StoredResult::study))
                .map(StoredCase::document)
                .orElseGet(JSON::createObjectNode);
    }

    /** Label values and names of the tumour's parts, as that segmentation had them; empty if not known. */
    SortedMap<Integer, String> parts() {
        SortedMap<Integer, String> parts = new TreeMap<>();
        segmentation()
                .path("parts")
                .properties()
                .forEach(
                        e -> parts.put(Integer.valueOf(e.getKey()), e.getValue().asText()));
        return parts;
    }

    /** Symptoms and site, whichever are held. @throws CommandFailure if neither is */
    FinalSite check(Knowledge knowledge) {
        if (record.observations().isEmpty() && newestSite.isEmpty()) {
            String id = record.patient().id();
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "patient " + id + " has neither symptoms nor a site (expected one of them: `clinical symptoms add "
                            + id + " …`, or `clinical site … --patient " + id + "`)");
        }
        return new CrossCheck(knowledge)
                .check(record.observations(), site(), record.patient().dominance());
    }

    private static JsonNode document(StoredResult result) {
        try {
            return JSON.readTree(result.document());
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    ExitCode.MALFORMED, "result " + result.id() + " is no JSON (expected what FoldLink wrote)", e);
        }
    }
}
