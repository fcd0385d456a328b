package org.foldlink.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that belongs to one session. Guarded by the bridge's lock. */
final class SessionState {

    final SessionKey key;
    final String hash;
    final long holdNanos;
    final ImageStore images;
    final Pool results;

    /** The latest job of each id, in the order of their acceptance. */
    final Map<String, Job> jobs = new LinkedHashMap<>();

    /** Jobs of rules whose inputs are all there, while an older one of their id still runs. */
    final Map<String, Job> next = new LinkedHashMap<>();

    /** Jobs of rules whose inputs are not all there. */
    final Map<String, Job> collecting = new LinkedHashMap<>();

    @Nullable
    Outbox outbox;

    long detachedNanos;
    boolean closed;
    private long revision;

    SessionState(SessionKey key, long holdNanos, ImageStore images, Pool results) {
        this.key = key;
        this.hash = hash(key);
        this.holdNanos = holdNanos;
        this.images = images;
        this.results = results;
    }

    long nextRevision() {
        return ++revision;
    }

    /** As they are now: ending one may move another. */
    Stream<Job> allJobs() {
        List<Job> all = new ArrayList<>(jobs.values());
        all.addAll(next.values());
        all.addAll(collecting.values());
        return all.stream();
    }

    /** Jobs that wait for an input or for their turn. */
    long queuedJobs() {
        return allJobs()
                .filter(job -> job.state == JobState.WAITING || job.state == JobState.QUEUED)
                .count();
    }

    boolean hasWork() {
        return allJobs().anyMatch(job -> !job.isIdle());
    }

    /** First 32 bits of SHA-256 over the key: tells sessions apart in a log, gives nothing away. */
    private static String hash(SessionKey key) {
        String text = key instanceof SessionKey.Hello hello ? hello.id() : key.toString();
        return sha256(text).substring(0, 8);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
