package org.foldlink.session;

import java.util.List;
import java.util.OptionalLong;
import org.foldlink.inference.Finding;

/**
 * The answer to a Check.
 *
 * @param bytesNeeded at the run's peak, outside its inputs; empty while an input is missing
 * @param bytesAllowed what a run may take
 */
public record CheckReport(List<Finding> findings, OptionalLong bytesNeeded, long bytesAllowed) {

    public CheckReport {
        findings = List.copyOf(findings);
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR);
    }
}
