package org.foldlink.session;

import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One Site from its acceptance to its end. What changes is guarded by the bridge's lock. */
final class SiteWork {

    final Job job;
    final SiteRequest request;
    final StoredImage image;
    final Optional<String> channel;
    final JobEvent.Labels labels;
    final SortedMap<Integer, String> parts;

    /** Empty where nobody's symptoms were asked for, or where the database did not answer. */
    final Optional<SymptomFacts> facts;

    final long acceptedNanos;
    SitePhase phase = SitePhase.QUEUED;

    /** Answered, or given up: whatever its run still finds is nobody's. */
    boolean over;

    @Nullable
    Future<?> run;

    SiteWork(
            Job job,
            SiteRequest request,
            StoredImage image,
            Optional<String> channel,
            JobEvent.Labels labels,
            SortedMap<Integer, String> parts,
            Optional<SymptomFacts> facts,
            long acceptedNanos) {
        this.job = job;
        this.request = request;
        this.image = image;
        this.channel = channel;
        this.labels = labels;
        this.parts = parts;
        this.facts = facts;
        this.acceptedNanos = acceptedNanos;
    }
}
