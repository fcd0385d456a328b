package org.foldlink.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One model's folder: nnU-Net's {@code plans.json} and {@code dataset.json}, {@code fold_k/model.onnx}, FoldLink's {@code model.json} where
 * there is one, and nnU-Net's {@code postprocessing.json} where there is one. Without model.json the folder must be named as nnU-Net names
 * it, {@code trainer__plans__configuration}, or have one configuration. With it, the folds may lie in sub-folders, one for each of several
 * configurations ({@code members}) or for the stage before ({@code previous_stage}).
 * A folder with {@code monai.json} is a {@link MonaiFolder}.
 */
public final class ModelFolder {

    /** nnU-Net's cascades have two. */
    private static final int STAGES = 4;

    private final Path folder;
    private final String name;
    private final DatasetJson dataset;
    private final Optional<ModelJson> own;
    private final ModelPlan plan;

    private ModelFolder(Path path, int stages) throws ModelException {
        this.folder = path.toAbsolutePath().normalize();
        this.name = String.valueOf(folder.getFileName());
        this.dataset = DatasetJson.of(JsonField.read(folder.resolve("dataset.json")));
        Path file = folder.resolve("model.json");
        this.own =
                Files.exists(file) ? Optional.of(ModelJson.of(JsonField.read(file), name, dataset)) : Optional.empty();
        this.plan = new PlanReader(folder, dataset, own, stages).read();
    }

    /** Reads and checks everything but the networks themselves. */
    public static ModelDescriptor describe(Path folder) throws ModelException {
        return MonaiFolder.is(folder)
                ? new MonaiFolder(folder).descriptor()
                : new ModelFolder(folder, STAGES).descriptor();
    }

    /** What inference needs beyond the descriptor, read from the same folder. */
    public static ModelPlan plan(Path folder) throws ModelException {
        return MonaiFolder.is(folder) ? new MonaiFolder(folder).plan() : plan(folder, STAGES);
    }

    /** @param stages as many may come one after the other; a circle of them would have no end */
    static ModelPlan plan(Path folder, int stages) throws ModelException {
        return new ModelFolder(folder, stages).plan;
    }

    /** Folders outside of the model's own that it reads: the previous stages of nnU-Net's layout. */
    static List<Path> beside(Path folder) throws ModelException {
        Path own = folder.toAbsolutePath().normalize();
        Set<Path> others = new LinkedHashSet<>();
        for (Member member : plan(own).stages()) {
            for (FoldFile fold : member.folds()) {
                Path in = Objects.requireNonNull(fold.onnx().getParent()).getParent();
                if (in != null && !in.startsWith(own)) {
                    others.add(in);
                }
            }
        }
        return List.copyOf(others);
    }

    /** The plans of a model that is one 3D configuration of one stage; {@link #plan} has those of all models. */
    public static NnunetPlans plans(Path folder) throws ModelException {
        ModelPlan plan = plan(folder);
        if (!(plan.members().get(0).network() instanceof NnunetPlans only)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT, "monai.json is there (expected a model of nnU-Net, with plans.json)");
        }
        if (plan.members().size() > 1
                || only.previous().isPresent()
                || only.flat()
                || only.data().isNone()) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "configuration " + only.configuration()
                            + " is 2D, a cascade, one of several or not resampled (expected a single resampled 3D one)");
        }
        return only;
    }

    private ModelDescriptor descriptor() throws ModelException {
        NnunetPlans first = (NnunetPlans) plan.members().get(0).network();
        List<Integer> patch = first.flat() ? first.patch().subList(1, 3) : first.patch();
        String hash = hash();
        if (own.isPresent()) {
            ModelJson m = own.get();
            return new ModelDescriptor(
                    name,
                    folder,
                    m.title(),
                    m.version(),
                    Task.SEGMENTATION,
                    m.channels(),
                    m.labels(),
                    plan.folds(),
                    first.spacing(),
                    patch,
                    m.licence(),
                    m.attribution(),
                    m.trainedOn(),
                    m.scores(),
                    hash);
        }
        List<Channel> channels = dataset.channels().stream()
                .map(c -> new Channel(c, c.equalsIgnoreCase("CT") ? "CT" : ""))
                .toList();
        return new ModelDescriptor(
                name,
                folder,
                dataset.name().isEmpty() ? name : dataset.name(),
                "",
                Task.SEGMENTATION,
                channels,
                plainLabels(),
                plan.folds(),
                first.spacing(),
                patch,
                "",
                "",
                dataset.name(),
                Map.of(),
                hash);
    }

    /** Codes and colours by the labels' names; the data set's name, where nnU-Net noted it, says what they leave open. */
    private List<Label> plainLabels() throws ModelException {
        String from = JsonField.read(folder.resolve("plans.json"))
                .node()
                .path("dataset_name")
                .asText();
        List<Integer> byValue = IntStream.range(0, dataset.labels().size())
                .boxed()
                .sorted(Comparator.comparingInt(dataset::valueOf))
                .toList();
        List<Term> terms = Terminology.ofLabels(
                byValue.stream().map(n -> dataset.labels().get(n).name()).toList(), from + " " + dataset.name());
        List<Label> labels = new ArrayList<>();
        for (int place = 0; place < terms.size(); place++) {
            Term term = terms.get(place);
            int n = byValue.get(place);
            String name = dataset.labels()
                    .get(n)
                    .name()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}]+", "_")
                    .replaceAll("^_|_$", "");
            labels.add(new Label(
                    dataset.valueOf(n),
                    name,
                    term.red(),
                    term.green(),
                    term.blue(),
                    Optional.of(term.code().value()),
                    term.modifier().map(Term.Code::value),
                    Optional.of(Coding.of(term))));
        }
        return labels;
    }

    /** Over "fold:sum" of each fold, a sub-folder's with its name before; a fold that SHA256SUMS does not list is summed here. */
    private String hash() throws ModelException {
        MessageDigest digest = Checksums.sha256();
        for (Member member : plan.members()) {
            update(digest, plan.members().size() > 1 ? member.configuration() + "/" : "", member);
        }
        if (!plan.postProcessing().isEmpty()) {
            line(digest, PostProcessingJson.FILE, folder.resolve(PostProcessingJson.FILE), Optional.empty());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void update(MessageDigest digest, String prefix, Member member) throws ModelException {
        for (FoldFile fold : member.folds()) {
            line(digest, prefix + fold.name(), fold.onnx(), fold.sha256());
        }
        if (member.previousStage().isPresent()) {
            for (Member stage : member.previousStage().get().members()) {
                update(digest, prefix + stage.configuration() + "/", stage);
            }
        }
    }

    private void line(MessageDigest digest, String name, Path file, Optional<String> listed) throws ModelException {
        try {
            String sum = listed.isPresent() ? listed.get() : Checksums.of(file);
            digest.update((name + ":" + sum + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            String shown = folder.relativize(file).toString().replace('\\', '/');
            throw new ModelException(ModelException.Kind.CORRUPT, shown + " cannot be read: " + e.getMessage(), e);
        }
    }
}
