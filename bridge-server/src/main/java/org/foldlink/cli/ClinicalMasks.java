package org.foldlink.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.foldlink.fusion.Member;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelStore;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.SegmentOptions;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the masks of a run come from: a model's run, files, or both. */
final class ClinicalMasks {

    static final String MODEL = "phantom-brats";

    @Option(
            names = "--masks",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Labelmaps that are there already, such as several networks'; without -m no model is run.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "ID",
            description = "Segment with this model of four MR channels (default without --masks: " + MODEL + ").")
    private @Nullable String model;

    @Option(names = "--models", paramLabel = "DIR", description = "Folder of model folders.")
    private @Nullable Path models;

    @Mixin
    private FusionFlags fusion = new FusionFlags();

    @Mixin
    private EngineFlags engine = new EngineFlags();

    ClinicalMasks() {}

    /**
     * Without a command line.
     *
     * @param files none: the model's run
     */
    static ClinicalMasks of(List<Path> files, @Nullable Path models) {
        ClinicalMasks masks = new ClinicalMasks();
        masks.files = List.copyOf(files);
        masks.models = models;
        return masks;
    }

    /**
     * What the masks came to.
     *
     * @param values those above 0 in {@code labels}
     * @param provenance facts for people, in this order
     */
    record Made(Volume labels, Set<Integer> values, Map<String, String> provenance) {}

    /** @param say where a long run has got to */
    Made make(MrScan scan, PrintStream progress, Consumer<String> say, Consumer<String> warn)
            throws InterruptedException {
        boolean segment = model != null || files.isEmpty();
        fusion.check(files.size() + (segment ? 1 : 0));
        Map<String, String> provenance = new LinkedHashMap<>();
        List<Member> members = new ArrayList<>();
        if (segment) {
            String id = model == null ? MODEL : model;
            members.add(new Member(id, segment(id, scan, progress, say, provenance)));
        }
        if (!files.isEmpty()) {
            members.addAll(FuseCommand.read(files, warn));
            provenance.put(
                    "Masks",
                    files.size() + " given, SHA-256 " + Hashes.of(files).substring(0, 16));
        }
        Volume labels = members.get(0).labels();
        if (members.size() > 1) {
            say.accept("fusing " + members.size() + " masks");
            FusionFlags.Fused fused = fusion.fuse(unified(members));
            fused.estimate().map(FusionFlags::warnings).orElse(List.of()).forEach(warn);
            provenance.put("Fusion", fused.how());
            labels = fused.labels();
        }
        return new Made(labels, values(labels), provenance);
    }

    private Volume segment(
            String id, MrScan scan, PrintStream progress, Consumer<String> say, Map<String, String> provenance)
            throws InterruptedException {
        ModelStore store = Models.open(ModelFolders.of(models));
        ModelDescriptor found = Models.find(store, id);
        List<Volume> channels =
                scan.inOrder(found.channels().stream().map(Channel::name).toList(), id);
        say.accept("segmenting with " + id);
        try (Interruption interruption = new Interruption();
                LocalBridge local = LocalBridge.start(
                        store::list, engine.over(EngineConfig.DEFAULT), BridgeLimits.DEFAULT, List.of())) {
            RunMonitor monitor = new RunMonitor(progress, false);
            try {
                JobOutcome outcome = LocalJob.run(
                        local.bridge(), found, channels, SegmentOptions.DEFAULT, monitor, interruption.token());
                provenance.put(
                        "Model",
                        id + " " + found.version() + ", on " + local.bridge().device());
                return outcome.labels();
            } finally {
                monitor.finished();
            }
        }
    }

    /** BraTS numbers the enhancing part 4, nnU-Net 3: where both kinds of masks meet, 3 becomes 4. */
    private static List<Member> unified(List<Member> members) {
        SortedSet<Integer> all = new TreeSet<>();
        members.forEach(m -> all.addAll(values(m.labels())));
        if (!all.contains(3) || !all.contains(4)) {
            return members;
        }
        List<Member> unified = new ArrayList<>();
        for (Member m : members) {
            Set<Integer> own = values(m.labels());
            if (!own.contains(3) || own.contains(4)) {
                unified.add(m);
                continue;
            }
            Volume four = Volume.allocate(m.labels().grid(), m.labels().type());
            for (long v = 0; v < four.grid().count(); v++) {
                double label = m.labels().voxels().get(v);
                four.voxels().set(v, label == 3 ? 4 : label);
            }
            unified.add(new Member(m.name(), four));
        }
        return unified;
    }

    private static Set<Integer> values(Volume labels) {
        Set<Integer> values = new TreeSet<>();
        float[] row = new float[labels.grid().sizeI()];
        int last = 0;
        for (long from = 0; from < labels.grid().count(); from += row.length) {
            labels.voxels().read(from, row, 0, row.length);
            for (float value : row) {
                if (value != last && value != 0) {
                    last = (int) value;
                    values.add(last);
                }
            }
        }
        return values;
    }
}
