package org.foldlink.clinical;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whom a study is of; no name is kept.
 *
 * @param id the image id, which the site chose: 1 to 64 characters, no control characters
 * @param pseudonym what the site calls the patient
 * @param age in years, 0 to 130
 */
public record Patient(String id, Optional<String> pseudonym, Optional<Sex> sex, OptionalInt age, Dominance dominance) {}
