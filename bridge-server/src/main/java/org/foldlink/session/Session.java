package org.foldlink.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.volume.Volume;

/**
 * The images, jobs and results of one client, whatever its connection. Thread-safe; every call returns without waiting for a run. When
 * its hold time is over, every call fails with {@code bad_session}.
 */
public interface Session {

    /** For logs: eight hex digits that tell sessions apart and nothing else. */
    String hash();

    /** The outbox hears nothing more; if it is the session's own, the hold time starts. Jobs run on, results are held, progress is not. */
    void detach(Outbox outbox);

    /**
     * Begins an IMAGE.
     *
     * @throws RequestException bad_device if the name is that of a result of one of the session's jobs
     */
    ImageIntake arriving(String device) throws RequestException;

    /**
     * A whole image at once.
     *
     * @throws RequestException as {@link #arriving} and {@link ImageIntake}
     */
    default void put(String device, Volume volume, long timestamp) throws RequestException {
        try (ImageIntake intake = arriving(device)) {
            intake.take(volume.voxels().byteCount());
            intake.complete(volume, timestamp);
        }
    }

    /**
     * Checks without running.
     *
     * @throws RequestException unknown_model, unknown_channel, bad_option, bad_region
     */
    CheckReport check(String model, Map<String, String> inputs, SegmentOptions options) throws RequestException;

    /**
     * Accepts a job at once; its inputs are the last complete images before this call. Only where there is none does it wait. The
     * check runs on the caller's thread (milliseconds to a second for a large volume).
     *
     * @throws RequestException bad_job, job_running, unknown_model, unknown_option, bad_option, bad_region, missing_channel,
     *     unknown_channel, overflow, memory, shutting_down, or the check's first error
     */
    Accepted segment(SegmentRequest request) throws RequestException;

    /**
     * As {@link #segment}, of a classification model.
     *
     * @param request its options are {@link SegmentOptions#CLASSIFY}, but for {@link SegmentOptions#CLASSIFY_NAMES}
     * @throws RequestException as {@link #segment}
     */
    Accepted classify(SegmentRequest request) throws RequestException;

    /**
     * Accepts a search for the site of a finished job's tumour; the answer comes as {@link JobEvent.Site} or {@link JobEvent.SiteFailed}.
     * Of a bridge with the clinical side alone. Where symptoms count it waits for the database, a limited time.
     *
     * @throws RequestException unknown_job, bad_job, job_running, bad_option, unknown_device, bad_input, grids_differ, overflow,
     *     shutting_down, and what {@link Clinic} has
     */
    SiteAccepted site(SiteRequest request) throws RequestException;

    /**
     * Who could treat. Of a bridge with the clinical side alone. Waits for the database, a limited time.
     *
     * @throws RequestException unknown_job, and what {@link Clinic} has
     */
    ReferralAnswer referral(ReferralRequest request) throws RequestException;

    /**
     * Stops a job, or the search for its site.
     *
     * @throws RequestException unknown_job
     */
    CancelOutcome cancel(String job) throws RequestException;

    /** In the order in which they were accepted. */
    List<JobSummary> jobs();

    /**
     * Delivers again all that is held of the job.
     *
     * @return how many events
     * @throws RequestException unknown_job
     */
    int resend(String job) throws RequestException;

    /**
     * Frees a finished job's memory; its id is then unknown.
     *
     * @throws RequestException unknown_job, job_running
     */
    void releaseJob(String job) throws RequestException;

    /**
     * Frees an image's memory, at the end of the jobs that use it.
     *
     * @throws RequestException unknown_device
     */
    void releaseImage(String device) throws RequestException;

    /** Images held, the longest unused first. */
    List<ImageInfo> images();

    /** An image held; that counts as a use. */
    Optional<HeldImage> image(String device);

    /** Labelmaps made by this session's jobs and held. */
    List<LabelmapInfo> labelmaps();

    /** The latest held event of a result's device: {@code ab12.labels} … */
    Optional<JobEvent> result(String device);
}
