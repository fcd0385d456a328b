package org.foldlink.session;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.models.ModelDescriptor;

/** Turns the images of plain clients into jobs by rule. */
final class PlainTriggers {

    private static final int ID_DIGITS = 5;

    private final Core core;
    private final Lifecycle lifecycle;
    private final Deliveries deliveries;
    private final Succession succession;
    private final List<Compiled> rules = new ArrayList<>();

    private record Compiled(PlainRule rule, Map<String, DevicePattern> when) {}

    PlainTriggers(Core core, Lifecycle lifecycle, Deliveries deliveries, Succession succession) {
        this.core = core;
        this.lifecycle = lifecycle;
        this.deliveries = deliveries;
        this.succession = succession;
        for (PlainRule rule : core.setup.rules()) {
            Map<String, DevicePattern> when = new LinkedHashMap<>();
            rule.when().forEach((channel, glob) -> when.put(channel, new DevicePattern(glob)));
            rules.add(new Compiled(rule, when));
        }
    }

    /**
     * What an image of that name starts.
     *
     * @param id of the job: the same for the same client, rule and input
     */
    record Trigger(PlainRule rule, String channel, String id) {}

    /** The first rule and channel that fit. Names that begin with {@code ~} were made by a bridge: no loops. */
    Optional<Trigger> match(SessionKey.Plain client, String device) {
        if (device.startsWith("~")) {
            return Optional.empty();
        }
        for (Compiled compiled : rules) {
            for (Map.Entry<String, DevicePattern> when : compiled.when.entrySet()) {
                Optional<String> input = when.getValue().match(device);
                if (input.isPresent()) {
                    return Optional.of(
                            new Trigger(compiled.rule, when.getKey(), id(client, compiled.rule, input.get())));
                }
            }
        }
        return Optional.empty();
    }

    private static String id(SessionKey.Plain client, PlainRule rule, String input) {
        String hash =
                SessionState.sha256(client.address() + '\n' + client.ordinal() + '\n' + rule.name() + '\n' + input);
        String digits = new BigInteger(hash, 16).toString(36);
        return "~" + digits.substring(digits.length() - ID_DIGITS);
    }

    /** Bytes of an image arrive: the job that waits for it goes on waiting. Under the lock. */
    void bytesArrive(SessionState session, Trigger trigger) {
        Job waiting = session.collecting.get(trigger.id());
        if (waiting != null && !waiting.images.containsKey(trigger.channel())) {
            waiting.lastInputNanos = core.time.nanos();
        }
    }

    /** A whole image is held. Without the lock. */
    void arrived(SessionState session, Trigger trigger, StoredImage image) {
        PlainRule rule = trigger.rule();
        try {
            ModelDescriptor model = RequestChecks.model(core.setup.models(), rule.model());
            RequestChecks.inputs(model, rule.when());
            SegmentOptions options = rule.options().ofRule(model.task());
            RequestChecks.options(model, options);
            core.run(() -> collect(session, trigger, model, options, image));
        } catch (RequestException e) {
            JobEvent.Failure failure = JobEvent.Failure.of(e);
            core.run(() -> refuse(session, trigger.id(), image, failure));
        }
    }

    private void collect(
            SessionState session, Trigger trigger, ModelDescriptor model, SegmentOptions options, StoredImage image)
            throws RequestException {
        core.ensureOpen(session);
        core.ensureRunning();
        if (!image.named) {
            // A yet newer image of that name has come, and starts the job itself.
            return;
        }
        long now = core.time.nanos();
        Job job = session.collecting.get(trigger.id());
        if (job == null) {
            if (!session.next.containsKey(trigger.id())) {
                core.ensureRoomInQueue(session);
            }
            job = new Job(
                    session,
                    trigger.id(),
                    model,
                    options,
                    trigger.rule().timeout().toNanos(),
                    now);
            session.collecting.put(job.id, job);
        }
        job.setImage(trigger.channel(), image, now);
        if (job.hasAllInputs()) {
            session.collecting.remove(job.id);
            succession.offer(job);
        }
    }

    /** A status without a job: the rule or the queue does not let it be. */
    private void refuse(SessionState session, String id, StoredImage image, JobEvent.Failure failure) {
        if (!session.closed) {
            JobEvent.Stamp stamp = new JobEvent.Stamp(id, session.nextRevision(), 0, 0, true, image.info.timestamp());
            deliveries.send(session, new JobEvent.Status(stamp, Optional.of(failure)));
            core.log.session("rule_refused", session);
        }
    }

    /** Ends what waits under an id beside the job that has it. Under the lock. */
    void drop(SessionState session, String id) {
        for (Map<String, Job> waiting : List.of(session.next, session.collecting)) {
            Job job = waiting.remove(id);
            if (job != null) {
                lifecycle.supersede(job);
            }
        }
    }
}
