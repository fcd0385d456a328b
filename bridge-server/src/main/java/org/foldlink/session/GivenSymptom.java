package org.foldlink.session;

import java.time.LocalDate;
import java.util.Optional;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Severity;

/** @param name the symptom's id, or any of its names */
public record GivenSymptom(String name, BodySide side, Optional<LocalDate> onset, Optional<Severity> severity) {

    Observation of(String symptom) {
        return new Observation(symptom, side, onset, severity);
    }
}
