package org.foldlink.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of sessions and jobs: {@code event=… session=… job=…}. It takes no device name and no text of a client, since these may hold a
 * patient's name. A peer can provoke every line, so each event has {@value #LINES} lines a minute, and then a count of what was left out.
 * Thread-safe.
 */
final class SessionLog {

    private static final Logger LOG = LoggerFactory.getLogger("org.foldlink.session");
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    static final int LINES = 60;

    private final TimeSource time;
    private final Map<String, Window> windows = new HashMap<>();

    SessionLog(TimeSource time) {
        this.time = time;
    }

    private static final class Window {
        long startNanos;
        int lines;
        long leftOut;
    }

    void session(String event, SessionState session) {
        if (allowed(event)) {
            LOG.info("event={} session={} attached={}", event, session.hash, session.outbox != null);
        }
    }

    void image(String event, SessionState session, long bytes) {
        if (allowed(event)) {
            LOG.info("event={} session={} bytes={} held={}", event, session.hash, bytes, session.images.bytes());
        }
    }

    void job(String event, Job job) {
        if (allowed(event)) {
            LOG.info(
                    "event={} session={} job={} model={} state={} ms={}",
                    event,
                    job.session.hash,
                    job.id,
                    job.model.id(),
                    job.state.wire(),
                    TimeUnit.NANOSECONDS.toMillis(time.nanos() - job.acceptedNanos));
        }
    }

    void jobFailed(Job job, ErrorCode code) {
        if (allowed("job_failed")) {
            LOG.warn(
                    "event=job_failed session={} job={} model={} code={}",
                    job.session.hash,
                    job.id,
                    job.model.id(),
                    code.wire());
        }
    }

    void site(String event, SiteWork work) {
        if (allowed(event)) {
            LOG.info(
                    "event={} session={} job={} phase={} ms={}",
                    event,
                    work.job.session.hash,
                    work.job.id,
                    work.phase.wire(),
                    TimeUnit.NANOSECONDS.toMillis(time.nanos() - work.acceptedNanos));
        }
    }

    /** @param what a product, a place without a password, or a reason: never what is stored */
    void store(String event, String what) {
        if (allowed(event)) {
            LOG.info("event={} what=\"{}\"", event, what);
        }
    }

    /** A fault of the engine or of ours, with its stack for the log alone. */
    void broken(String what, Throwable fault) {
        if (allowed("broken")) {
            LOG.error("event=broken in=\"{}\"", what, fault);
        }
    }

    private synchronized boolean allowed(String event) {
        Window window = windows.computeIfAbsent(event, e -> new Window());
        long now = time.nanos();
        if (window.lines == 0 || now - window.startNanos >= WINDOW_NANOS) {
            if (window.leftOut > 0) {
                LOG.info("event=left_out of={} lines={}", event, window.leftOut);
            }
            window.startNanos = now;
            window.lines = 0;
            window.leftOut = 0;
        }
        if (window.lines == LINES) {
            window.leftOut++;
            return false;
        }
        window.lines++;
        return true;
    }
}
