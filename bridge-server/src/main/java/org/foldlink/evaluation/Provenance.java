package org.foldlink.evaluation;

import java.time.Instant;

/**
 * What an evaluation was made of.
 *
 * @param prediction as the user named it
 * @param reference as the user named it
 * @param names where the structures' names are from
 * @param madeBy the program and its version
 * @param at when
 */
public record Provenance(String prediction, String reference, String names, String madeBy, Instant at) {

    public static final String NOTICE = "Not for clinical use.";
}
