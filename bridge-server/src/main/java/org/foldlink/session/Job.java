package org.foldlink.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Progress;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** One job from its acceptance until it is released. Guarded by the bridge's lock. */
final class Job {

    final SessionState session;
    final String id;
    final ModelDescriptor model;
    final SegmentOptions options;

    /** How long it waits for its next input, in nanoseconds. */
    final long waitNanos;

    final CancelToken token = new CancelToken();

    /** Channel to device; a rule's job learns the devices as images come. */
    final Map<String, String> devices = new LinkedHashMap<>();

    /** Channel to image, each pinned until the job is over. */
    final Map<String, StoredImage> images = new LinkedHashMap<>();

    /** The latest event of each {@link JobEvent#heldAs()}. */
    final Map<String, JobEvent> held = new LinkedHashMap<>();

    /** Channel to what its image was, also once the job is over. */
    final Map<String, ImageInfo> inputs = new LinkedHashMap<>();

    /** The search for its tumour's site, while it waits or runs. */
    @Nullable
    SiteWork site;

    /** What the last such search found, so that asking again is cheap. */
    @Nullable
    FoundSite found;

    JobState state = JobState.WAITING;

    /** Its check runs outside of the lock; nobody else may admit it. */
    boolean checking;

    long lastInputNanos;
    long acceptedNanos;

    /** The first channel's, as on the wire; 0 while it has not come. */
    long timestamp;

    /** The finished job whose id it takes, until it is admitted. */
    @Nullable
    Job before;

    /** Set once the check has passed. */
    @Nullable
    SegmentationRequest request;

    List<Finding> warnings = List.of();
    long runBytes;

    /** What it holds of the pools of results. */
    long resultBytes;

    int foldsDone;

    /** Those that its final result is of. */
    List<Integer> foldsRun = List.of();

    @Nullable
    Progress progress;

    long progressNanos;
    boolean progressUnsent;
    JobEvent.@Nullable Failure failure;

    /** Why it is being stopped, if not by a Cancel. */
    JobEvent.@Nullable Failure stopReason;

    /** All of its results were given to an outbox. */
    boolean delivered;

    /** A newer push took its place: it ends without a status. */
    boolean superseded;

    /** It was stopped in mid-run by a newer push. */
    boolean stoppedForNewer;

    /** The run before it, of the same id, was stopped by a newer push: this one runs to its end. */
    boolean keepRunning;

    Job(SessionState session, String id, ModelDescriptor model, SegmentOptions options, long waitNanos, long now) {
        this.session = session;
        this.id = id;
        this.model = model;
        this.options = options;
        this.waitNanos = waitNanos;
        this.acceptedNanos = now;
        this.lastInputNanos = now;
    }

    boolean wants(ResultKind kind) {
        return options.results().contains(kind);
    }

    /** Over, and nothing is made of its results. */
    boolean isIdle() {
        return state.isOver() && site == null;
    }

    boolean hasAllInputs() {
        return images.size() == model.channels().size();
    }

    /** Names of the channels whose image has not come, in the model's order. */
    List<String> missingChannels() {
        return model.channels().stream()
                .map(Channel::name)
                .filter(name -> !images.containsKey(name))
                .toList();
    }

    /** Pins the image for a channel, in place of an earlier one. */
    void setImage(String channel, StoredImage image, long now) {
        StoredImage before = images.put(channel, image);
        session.images.pin(image);
        if (before == null) {
            lastInputNanos = now;
        } else {
            session.images.unpin(before);
        }
        devices.put(channel, image.info.device());
        inputs.put(channel, image.info);
        if (model.channels().get(0).name().equals(channel)) {
            timestamp = image.info.timestamp();
        }
    }

    void unpinAll() {
        images.values().forEach(session.images::unpin);
        images.clear();
    }

    /** One volume a channel, in the model's order. */
    List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        for (Channel channel : model.channels()) {
            volumes.add(Objects.requireNonNull(images.get(channel.name())).volume);
        }
        return volumes;
    }
}
