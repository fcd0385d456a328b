package org.foldlink.session;

import org.foldlink.inference.Classification;

/**
 * What {@code <job>.result} says of a classification.
 *
 * @param softwareVersion the bridge's
 * @param notice not for clinical use
 */
public record ClassificationDocument(String job, Classification answer, String softwareVersion, String notice) {}
