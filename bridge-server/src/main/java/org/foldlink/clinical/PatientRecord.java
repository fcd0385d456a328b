package org.foldlink.clinical;

import java.util.List;

/** All that is held of a patient. */
public record PatientRecord(
        Patient patient, List<Observation> observations, List<Study> studies, List<StoredResult> results) {

    public PatientRecord {
        observations = List.copyOf(observations);
        studies = List.copyOf(studies);
        results = List.copyOf(results);
    }

    /** Those of one study. */
    public List<StoredResult> results(Study study) {
        return results.stream().filter(r -> r.study().equals(study.id())).toList();
    }
}
