package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.foldlink.inference.Finding;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;

/** Check: all that a Segment or Classify, as the model has it, would meet with these inputs. */
final class CheckHandler {

    private final Core core;
    private final Admission admission;

    CheckHandler(Core core, Admission admission) {
        this.core = core;
        this.admission = admission;
    }

    CheckReport handle(SessionState session, String modelId, Map<String, String> inputs, SegmentOptions options)
            throws RequestException {
        ModelDescriptor model = RequestChecks.model(core.setup.models(), modelId);
        RequestChecks.knownChannels(model, inputs);
        RequestChecks.options(model, options);
        List<Finding> missing = new ArrayList<>();
        List<Volume> volumes = core.locked(() -> volumes(session, model, inputs, missing));
        long allowed = core.limits.runBytes();
        if (!missing.isEmpty()) {
            return new CheckReport(missing, OptionalLong.empty(), allowed);
        }
        Admission.Opinion opinion = admission.ask(new SegmentationRequest(model, volumes, options.toEngine()));
        List<Finding> findings = new ArrayList<>(opinion.findings());
        if (opinion.bytes() > allowed) {
            findings.add(new Finding(
                    Finding.Level.ERROR,
                    ErrorCode.MEMORY.wire(),
                    "memory",
                    RequestChecks.memoryText(opinion.bytes(), allowed)));
        }
        return new CheckReport(findings, OptionalLong.of(opinion.bytes()), allowed);
    }

    private List<Volume> volumes(
            SessionState session, ModelDescriptor model, Map<String, String> inputs, List<Finding> missing)
            throws RequestException {
        core.ensureOpen(session);
        List<Volume> volumes = new ArrayList<>();
        for (Channel channel : model.channels()) {
            String device = inputs.get(channel.name());
            StoredImage image = device == null ? null : session.images.use(device);
            if (image != null) {
                volumes.add(image.volume);
            } else {
                missing.add(new Finding(
                        Finding.Level.ERROR,
                        ErrorCode.MISSING_CHANNEL.wire(),
                        "inputs." + channel.name(),
                        device == null
                                ? "channel " + channel.name() + " has no input (expected a device for each of "
                                        + RequestChecks.channels(model) + ")"
                                : "no image " + Texts.shown(device) + " is held for channel " + channel.name()
                                        + " (expected an IMAGE of that name): send it"));
            }
        }
        return volumes;
    }
}
