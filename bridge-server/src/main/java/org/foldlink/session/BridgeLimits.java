package org.foldlink.session;

import java.time.Duration;

/**
 * What sessions may take; sizes in bytes.
 *
 * @param sessions sessions at most, held ones included
 * @param hold how long a session with Hello outlives its connection
 * @param plainHold the same for a plain client
 * @param imageBytesPerSession images held for one session, those still arriving and those in use by its jobs included
 * @param imageBytes the same over all sessions
 * @param resultBytesPerSession labelmaps, maps and surfaces held for one session; a job reserves its share before it is accepted, and the oldest
 *     results that were delivered go for it
 * @param resultBytes the same over all sessions
 * @param runBytes what the runs at one time may take at their peak, outside their inputs
 * @param runs jobs that run at one time, on each device; beside them one more where the engine overlaps runs, and urgent ones for which they pause
 * @param queuedPerSession jobs of one session that wait for an input or for their turn
 * @param queued jobs of all sessions that wait for their turn
 * @param jobsPerSession jobs of one session that are kept, finished ones included; the oldest finished go first
 * @param inputWait how long a job waits for an input of which no byte arrives
 * @param progressInterval least time between two progress events of a job
 */
public record BridgeLimits(
        int sessions,
        Duration hold,
        Duration plainHold,
        long imageBytesPerSession,
        long imageBytes,
        long resultBytesPerSession,
        long resultBytes,
        long runBytes,
        int runs,
        int queuedPerSession,
        int queued,
        int jobsPerSession,
        Duration inputWait,
        Duration progressInterval) {

    private static final long GIB = 1L << 30;

    public static final BridgeLimits DEFAULT = new BridgeLimits(
            256,
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            2 * GIB,
            8 * GIB,
            GIB,
            4 * GIB,
            8 * GIB,
            1,
            16,
            128,
            64,
            Duration.ofSeconds(10),
            Duration.ofMillis(100));

    public BridgeLimits {
        positive("sessions", sessions);
        positive("hold", hold);
        positive("plainHold", plainHold);
        positive("imageBytesPerSession", imageBytesPerSession);
        positive("imageBytes", imageBytes);
        positive("resultBytesPerSession", resultBytesPerSession);
        positive("resultBytes", resultBytes);
        positive("runBytes", runBytes);
        positive("runs", runs);
        positive("queuedPerSession", queuedPerSession);
        positive("queued", queued);
        positive("jobsPerSession", jobsPerSession);
        positive("inputWait", inputWait);
        positive("progressInterval", progressInterval);
        if (jobsPerSession <= queuedPerSession) {
            throw new IllegalArgumentException("jobsPerSession = " + jobsPerSession
                    + " (expected more than queuedPerSession = " + queuedPerSession + ")");
        }
    }

    private static void positive(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " = " + value + " (expected 1 or more)");
        }
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " = " + value + " (expected more than 0)");
        }
    }
}
