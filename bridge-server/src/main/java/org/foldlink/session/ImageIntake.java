package org.foldlink.session;

import org.foldlink.volume.Volume;

/**
 * An IMAGE while it arrives. Memory is taken as bytes arrive, not as declared. One connection's thread uses it; close it always: without
 * {@link #complete} that gives the memory back, and the image that was held before stays.
 *
 * <pre>{@code
 * try (ImageIntake intake = session.arriving("CT")) {
 *     intake.take(n);                     // for each part; overflow: drain and discard the rest, answer by STATUS
 *     intake.complete(volume, timestamp);
 * }
 * }</pre>
 */
public interface ImageIntake extends AutoCloseable {

    /**
     * Takes memory for {@code bytes} more; older images go for it, never one in use by a job that waits or runs.
     *
     * @throws RequestException overflow; the intake is then closed
     */
    void take(long bytes) throws RequestException;

    /**
     * Holds the image in place of the one of the same name, and starts the jobs that waited for it. What was taken is set right to the
     * volume's bytes. The check of a job that waited runs on this thread (milliseconds to a second for a large volume).
     *
     * @param volume handed over; read-only from now on
     * @param timestamp as on the wire
     */
    void complete(Volume volume, long timestamp) throws RequestException;

    @Override
    void close();
}
