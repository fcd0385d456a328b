package org.foldlink.clinical;

import java.time.Instant;

/**
 * What was asked or changed. Holds keys, never what was recorded: a deleted patient leaves the fact of the deletion alone.
 *
 * @param number rises from entry to entry, with gaps
 * @param action patient.put, record.put, patient.read, patient.delete, patients.list, observation.put, observation.remove, study.put, knowledge.replace,
 *     providers.replace, or a question of the dialogue: symptoms.search, referral.find, site.find
 * @param subject the patient's id ({@code patients.list}: where the list began), a hash of it where no such patient is held; empty where it was about none
 * @param outcome done, or the reason of the refusal in lower case
 */
public record AuditEntry(long number, Instant at, Actor actor, String action, String subject, String outcome) {}
