package org.foldlink.session;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jobs that wait for an input. All methods are called under the bridge's lock. */
final class InputWaits {

    private final Core core;
    private final Lifecycle lifecycle;
    private final Results results;
    private final Admission admission;

    InputWaits(Core core, Lifecycle lifecycle, Results results, Admission admission) {
        this.core = core;
        this.lifecycle = lifecycle;
        this.results = results;
        this.admission = admission;
    }

    /** Gives a new image to the jobs that wait for its name. */
    void arrived(SessionState session, StoredImage image) {
        for (Job job : List.copyOf(session.jobs.values())) {
            if (job.state == JobState.WAITING && !job.checking) {
                List<String> fits = job.missingChannels().stream()
                        .filter(channel -> image.info.device().equals(job.devices.get(channel)))
                        .toList();
                fits.forEach(channel -> job.setImage(channel, image, core.time.nanos()));
                if (!fits.isEmpty() && job.hasAllInputs()) {
                    admission.later(job);
                }
            }
        }
    }

    /** Fails the jobs whose input does not come, unless bytes of it still arrive. While nobody is connected, none can: the wait rests. */
    void tick(SessionState session) {
        if (session.outbox == null) {
            return;
        }
        long now = core.time.nanos();
        session.allJobs()
                .filter(job -> job.state == JobState.WAITING && !job.checking && !job.hasAllInputs())
                .filter(job -> now - lastSign(job) > job.waitNanos)
                .forEach(this::giveUp);
    }

    private static long lastSign(Job job) {
        long last = job.lastInputNanos;
        for (String channel : job.missingChannels()) {
            String device = job.devices.get(channel);
            Long byteNanos = device == null ? null : job.session.images.lastByte(device);
            if (byteNanos != null && byteNanos - last > 0) {
                last = byteNanos;
            }
        }
        return last;
    }

    private void giveUp(Job job) {
        SessionState session = job.session;
        if (session.collecting.remove(job.id, job)) {
            Job current = session.jobs.get(job.id);
            if (current == null || current.state.isOver()) {
                if (current != null) {
                    results.forget(current);
                }
                session.jobs.put(job.id, job);
            }
        }
        String channel = job.missingChannels().get(0);
        String device = job.devices.get(channel);
        String what = device == null ? "" : " (expected an IMAGE named " + Texts.shown(device) + ")";
        lifecycle.fail(
                job,
                new JobEvent.Failure(
                        ErrorCode.MISSING_CHANNEL,
                        "inputs." + channel,
                        "no image came for " + Texts.list(job.missingChannels()) + " of model " + job.model.id()
                                + " within " + TimeUnit.NANOSECONDS.toSeconds(job.waitNanos) + " s" + what
                                + ": send it and run again"));
    }
}
