package org.foldlink.clinical;

import java.util.List;

/** What points where: data, never code. */
public record Knowledge(List<Symptom> symptoms, List<Rule> rules, List<Reference> references) {

    public Knowledge {
        symptoms = List.copyOf(symptoms);
        rules = List.copyOf(rules);
        references = List.copyOf(references);
    }
}
