package org.foldlink.evaluation;

/**
 * A case that could not be scored.
 *
 * @param name of the case
 * @param reason what is wrong, what was expected
 */
public record Unscored(String name, String reason) {}
