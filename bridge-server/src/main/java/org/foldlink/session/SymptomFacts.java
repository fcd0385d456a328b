package org.foldlink.session;

import java.util.List;
import java.util.OptionalInt;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;

/** Somebody's symptoms, and what they point to. */
record SymptomFacts(Knowledge knowledge, List<Observation> observations, Dominance dominance, OptionalInt age) {

    SymptomFacts {
        observations = List.copyOf(observations);
    }
}
