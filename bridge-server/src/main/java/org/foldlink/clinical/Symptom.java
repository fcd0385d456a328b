package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;

/**
 * A symptom or a sign that can be recorded.
 *
 * @param id stable key
 * @param kind symptom (the patient tells) or sign (the examiner finds)
 * @param snomed SNOMED CT code
 */
public record Symptom(
        String id, String name, List<String> synonyms, Kind kind, String clinicalTerm, Optional<String> snomed) {

    public Symptom {
        synonyms = List.copyOf(synonyms);
    }

    /** Who notices it. */
    public enum Kind {
        SYMPTOM,
        SIGN
    }
}
