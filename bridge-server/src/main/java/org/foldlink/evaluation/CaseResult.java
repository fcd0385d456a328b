package org.foldlink.evaluation;

import org.foldlink.measure.metrics.CaseScore;

/** One case that was scored. */
public record CaseResult(String name, CaseScore score) {}
