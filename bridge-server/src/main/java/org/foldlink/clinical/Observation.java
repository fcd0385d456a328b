package org.foldlink.clinical;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A symptom of a patient.
 *
 * @param symptom its id
 */
public record Observation(String symptom, BodySide side, Optional<LocalDate> onset, Optional<Severity> severity) {}
