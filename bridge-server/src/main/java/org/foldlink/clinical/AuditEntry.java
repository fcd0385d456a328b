package org.foldlink.clinical;

import java.time.Instant;

/**
 * What was asked or changed. Holds keys, never what was recorded: a deleted patient leaves the fact of the deletion alone.
 *
 * @param action such as patient.add, patient.delete, symptoms.read
 * @param subject the key it was about, a hash of it once the patient is deleted
 */
public record AuditEntry(long number, Instant at, Actor actor, String action, String subject, String outcome) {}
