package org.foldlink.clinical;

import java.time.Instant;

/**
 * What was found in a study.
 *
 * @param id unique, made by the store's caller
 * @param kind such as segmentation, site, cross-check, referral
 * @param document JSON, with its provenance
 * @param schema version of the document's form
 */
public record StoredResult(String id, String study, String kind, int schema, String document, Instant made) {}
