package org.foldlink.session;

import java.util.Optional;
import org.foldlink.inference.Progress;

/**
 * One row of Jobs.
 *
 * @param progress the latest, while it runs
 * @param place jobs ahead of it, running ones included; 0 unless it is queued
 * @param error why it failed
 */
public record JobSummary(
        String job, String model, JobState state, Optional<Progress> progress, int place, Optional<ErrorCode> error) {}
