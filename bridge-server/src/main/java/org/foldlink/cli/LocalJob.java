package org.foldlink.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.foldlink.inference.CancelToken;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.session.Accepted;
import org.foldlink.session.Bridge;
import org.foldlink.session.ErrorCode;
import org.foldlink.session.ImageInfo;
import org.foldlink.session.JobEvent;
import org.foldlink.session.JobSummary;
import org.foldlink.session.Outbox;
import org.foldlink.session.RequestException;
import org.foldlink.session.ResultDocument;
import org.foldlink.session.SegmentOptions;
import org.foldlink.session.SegmentRequest;
import org.foldlink.session.Session;
import org.foldlink.session.SessionKey;
import org.foldlink.transport.dialogue.ResultJson;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** A case through the same use cases as the server's, without a network. For one thread. */
final class LocalJob implements Outbox {

    private static final String JOB = "local";

    private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void deliver(JobEvent event) {
        events.add(event);
    }

    @Override
    public void replaced() {
        throw new IllegalStateException("a local session has one user");
    }

    static JobOutcome run(
            Bridge bridge,
            ModelDescriptor model,
            List<Volume> volumes,
            SegmentOptions options,
            RunMonitor monitor,
            CancelToken cancel)
            throws InterruptedException {
        return new LocalJob().go(bridge, model, volumes, options, monitor, cancel);
    }

    private JobOutcome go(
            Bridge bridge,
            ModelDescriptor model,
            List<Volume> volumes,
            SegmentOptions options,
            RunMonitor monitor,
            CancelToken cancel)
            throws InterruptedException {
        try {
            Session session = bridge.open(new SessionKey.Hello("0".repeat(32)), this);
            try {
                Map<String, String> inputs = new LinkedHashMap<>();
                for (int c = 0; c < volumes.size(); c++) {
                    Channel channel = model.channels().get(c);
                    session.put("input" + c, volumes.get(c), 0);
                    inputs.put(channel.name(), "input" + c);
                }
                Accepted accepted = session.segment(new SegmentRequest(JOB, model.id(), inputs, options));
                accepted.warnings().forEach(w -> monitor.warn(w.message()));
                return await(session, monitor, cancel);
            } finally {
                forget(session);
                session.detach(this);
            }
        } catch (RequestException e) {
            throw failure(e.code(), e.getMessage());
        }
    }

    /** Else the next case, which asks by the same names, would be taken for this one asked again and get its results. */
    private static void forget(Session session) {
        try {
            for (JobSummary job : session.jobs()) {
                session.releaseJob(job.job());
            }
            for (ImageInfo image : session.images()) {
                session.releaseImage(image.device());
            }
        } catch (RequestException e) {
            // Only a job that still runs, after a failure that ends the command.
        }
    }

    private JobOutcome await(Session session, RunMonitor monitor, CancelToken cancel)
            throws InterruptedException, RequestException {
        Optional<Volume> labels = Optional.empty();
        Optional<Volume> doubt = Optional.empty();
        Map<Integer, Volume> probabilities = new TreeMap<>();
        @Nullable ResultDocument document = null;
        boolean cancelled = false;
        while (true) {
            if (cancel.isCancelled() && !cancelled) {
                cancelled = true;
                session.cancel(JOB);
            }
            JobEvent event = events.poll(100, TimeUnit.MILLISECONDS);
            if (event instanceof JobEvent.ProgressEvent e) {
                monitor.progress(e.progress());
            } else if (event instanceof JobEvent.Labels e) {
                labels = Optional.of(e.volume());
                if (!e.stamp().isFinal()) {
                    monitor.preview(e.stamp().foldsDone(), e.stamp().folds());
                }
            } else if (event instanceof JobEvent.Doubt e) {
                doubt = Optional.of(e.volume());
            } else if (event instanceof JobEvent.Probability e) {
                probabilities.put(e.value(), e.volume());
            } else if (event instanceof JobEvent.Result e) {
                document = e.document();
            } else if (event instanceof JobEvent.Status e) {
                if (e.failure().isPresent()) {
                    throw failure(e.failure().get().code(), e.failure().get().message());
                }
                if (document == null) {
                    throw new IllegalStateException("the job ended without a result document");
                }
                Volume whole = labels.orElseThrow(() -> new IllegalStateException("the job ended without a labelmap"));
                return new JobOutcome(whole, doubt, probabilities, ResultJson.whole(document));
            }
        }
    }

    private static CommandFailure failure(ErrorCode code, String message) {
        ExitCode exit = switch (code) {
            case CANCELLED, SUPERSEDED, SHUTTING_DOWN -> ExitCode.CANCELLED;
            case UNKNOWN_MODEL, MISSING_CHANNEL, UNKNOWN_DEVICE -> ExitCode.NO_INPUT;
            case UNKNOWN_OPTION, BAD_OPTION, BAD_REGION -> ExitCode.USAGE;
            case SINGLE_SLICE,
                    SHEARED,
                    LEFT_HANDED,
                    GRIDS_DIFFER,
                    NAN_VOXELS,
                    BAD_INPUT,
                    BAD_MODEL,
                    SPACING_RANGE,
                    MODALITY,
                    UNKNOWN_CHANNEL -> ExitCode.MALFORMED;
            case BAD_SESSION,
                    BAD_JOB,
                    UNKNOWN_JOB,
                    JOB_RUNNING,
                    BAD_DEVICE,
                    OVERFLOW,
                    MEMORY,
                    OUT_OF_MEMORY,
                    RUNTIME,
                    BAD_FIELD,
                    NOT_FOUND,
                    CONFLICT,
                    UNAVAILABLE,
                    INCOMPATIBLE,
                    UNKNOWN_SYMPTOM,
                    BAD_ATLAS,
                    TIMED_OUT -> ExitCode.FAILED;
        };
        return new CommandFailure(exit, message);
    }
}
