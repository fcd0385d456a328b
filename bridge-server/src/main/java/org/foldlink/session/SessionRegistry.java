package org.foldlink.session;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which sessions there are: opened, taken up, held, over. All methods are called under the bridge's lock. */
final class SessionRegistry {

    private final Core core;
    private final Deliveries deliveries;
    private final Lifecycle lifecycle;
    private final Results results;
    private final Sites sites;

    SessionRegistry(Core core, Deliveries deliveries, Lifecycle lifecycle, Results results, Sites sites) {
        this.core = core;
        this.deliveries = deliveries;
        this.lifecycle = lifecycle;
        this.results = results;
        this.sites = sites;
    }

    SessionState open(SessionKey key, Outbox outbox) throws RequestException {
        core.ensureRunning();
        SessionState session = core.sessions.get(key);
        if (session == null) {
            session = create(key);
        }
        attach(session, outbox);
        return session;
    }

    /** The first session of the address that nobody is connected to, or a new one. */
    SessionState openPlain(String address, Outbox outbox) throws RequestException {
        for (int ordinal = 0; ; ordinal++) {
            SessionKey key = new SessionKey.Plain(address, ordinal);
            SessionState held = core.sessions.get(key);
            if (held == null || held.outbox == null) {
                return open(key, outbox);
            }
        }
    }

    private SessionState create(SessionKey key) throws RequestException {
        if (core.sessions.size() >= core.limits.sessions() && !dropLongestIdle()) {
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "session",
                    "the server has " + core.sessions.size() + " sessions (expected fewer than "
                            + core.limits.sessions() + "): connect again later");
        }
        Duration hold = key instanceof SessionKey.Hello ? core.limits.hold() : core.limits.plainHold();
        SessionState session = new SessionState(
                key,
                hold.toNanos(),
                new ImageStore(new Pool(core.limits.imageBytesPerSession()), core.images, this::reclaimImage),
                new Pool(core.limits.resultBytesPerSession()));
        core.sessions.put(key, session);
        core.log.session("session_opened", session);
        return session;
    }

    private void attach(SessionState session, Outbox outbox) {
        Outbox before = session.outbox;
        if (before == outbox) {
            return;
        }
        session.outbox = outbox;
        long now = core.time.nanos();
        session.allJobs().forEach(job -> job.lastInputNanos = now);
        if (before != null) {
            try {
                before.replaced();
            } catch (RuntimeException e) {
                core.log.broken("an outbox", e);
            }
        }
        List.copyOf(session.jobs.values()).forEach(job -> {
            deliveries.resend(job);
            job.progressUnsent = job.wants(ResultKind.PROGRESS);
            lifecycle.sendProgress(job);
            sites.sendProgress(job);
        });
        core.log.session("session_attached", session);
    }

    void detach(SessionState session, Outbox outbox) {
        if (session.outbox == outbox && !session.closed) {
            session.outbox = null;
            session.detachedNanos = core.time.nanos();
            core.log.session("session_detached", session);
        }
    }

    /** Ends the sessions whose hold time is over. */
    void tick() {
        long now = core.time.nanos();
        List.copyOf(core.sessions.values()).stream()
                .filter(session -> session.outbox == null && now - session.detachedNanos >= session.holdNanos)
                .forEach(session -> {
                    core.log.session("session_expired", session);
                    close(
                            session,
                            new JobEvent.Failure(ErrorCode.CANCELLED, "session", "the session's hold time is over"));
                });
    }

    /** Ends a session: its memory is free at once, but for what a run still uses. */
    void close(SessionState session, JobEvent.Failure reason) {
        session.closed = true;
        session.outbox = null;
        core.sessions.remove(session.key);
        lifecycle.endAll(session, reason, true);
        sites.endAll(session, reason, true);
        session.jobs.values().forEach(results::free);
        session.jobs.clear();
        session.next.clear();
        session.collecting.clear();
        session.images.dropAll();
    }

    private Optional<SessionState> longestDetached(Predicate<SessionState> which) {
        return core.sessions.values().stream()
                .filter(session -> session.outbox == null)
                .filter(which)
                .min(Comparator.comparingLong(session -> session.detachedNanos));
    }

    private boolean dropLongestIdle() {
        Optional<SessionState> idle = longestDetached(session -> !session.hasWork());
        idle.ifPresent(session -> {
            core.log.session("session_dropped", session);
            close(
                    session,
                    new JobEvent.Failure(ErrorCode.CANCELLED, "session", "the server needed the session's place"));
        });
        return idle.isPresent();
    }

    private boolean reclaimImage() {
        return longestDetached(SessionRegistry::hasUnusedImage)
                .map(session -> session.images.evictOne(null))
                .orElse(false);
    }

    private static boolean hasUnusedImage(SessionState session) {
        return session.images.list().stream().anyMatch(image -> image.pins == 0);
    }
}
