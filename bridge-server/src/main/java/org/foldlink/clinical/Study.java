package org.foldlink.clinical;

import java.time.Instant;
import java.util.Optional;

/**
 * One examination of a patient.
 *
 * @param id the site's own, such as the Study Instance UID
 * @param patient its id
 * @param modality such as MR
 */
public record Study(String id, String patient, Optional<Instant> acquired, String modality, String description) {}
