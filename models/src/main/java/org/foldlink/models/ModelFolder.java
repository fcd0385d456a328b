package org.foldlink.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One model's folder: nnU-Net's {@code plans.json} and {@code dataset.json}, {@code fold_k/model.onnx}, and FoldLink's {@code model.json} where
 * there is one. Without it the folder must be named as nnU-Net names it, {@code trainer__plans__configuration}, or have one configuration.
 */
public final class ModelFolder {

    private static final Pattern FOLD = Pattern.compile("fold_([0-9]{1,3})");
    private static final Pattern NNUNET_NAME = Pattern.compile("(.+)__(.+)__(.+)");
    /** nnU-Net's own trainer, and its variants by length, mirror all three axes of a 3D network. */
    private static final Pattern MIRRORING_TRAINER = Pattern.compile("nnUNetTrainer(_[0-9]+epochs?)?");

    private final Path folder;
    private final String name;

    private ModelFolder(Path folder) {
        this.folder = folder;
        this.name = String.valueOf(folder.getFileName());
    }

    /** Reads and checks everything but the networks themselves. */
    public static ModelDescriptor describe(Path folder) throws ModelException {
        return new ModelFolder(folder.toAbsolutePath().normalize()).descriptor();
    }

    /** What inference needs beyond the descriptor, read from the same folder. */
    public static ModelPlan plan(Path folder) throws ModelException {
        ModelFolder model = new ModelFolder(folder.toAbsolutePath().normalize());
        DatasetJson dataset = model.dataset();
        NnunetPlans plans = model.plans(dataset, model.modelJson(dataset));
        Member only =
                new Member(plans.configuration(), plans, model.folds(Checksums.read(model.folder)), Optional.empty());
        return new ModelPlan(List.of(only), PostProcessing.NONE);
    }

    /** The plans of a model of one nnU-Net configuration. */
    public static NnunetPlans plans(Path folder) throws ModelException {
        ModelFolder model = new ModelFolder(folder.toAbsolutePath().normalize());
        DatasetJson dataset = model.dataset();
        return model.plans(dataset, model.modelJson(dataset));
    }

    private DatasetJson dataset() throws ModelException {
        return DatasetJson.of(JsonField.read(folder.resolve("dataset.json")));
    }

    private Optional<ModelJson> modelJson(DatasetJson dataset) throws ModelException {
        Path file = folder.resolve("model.json");
        return Files.exists(file) ? Optional.of(ModelJson.of(JsonField.read(file), name, dataset)) : Optional.empty();
    }

    private NnunetPlans plans(DatasetJson dataset, Optional<ModelJson> own) throws ModelException {
        PlansJson plans = new PlansJson(JsonField.read(folder.resolve("plans.json")));
        if (own.isPresent()) {
            return plans.plans(own.get().configuration(), own.get().mirroring(), dataset);
        }
        Matcher matcher = NNUNET_NAME.matcher(name);
        if (matcher.matches()) {
            boolean mirrors = MIRRORING_TRAINER.matcher(matcher.group(1)).matches();
            return plans.plans(matcher.group(3), mirrors ? List.of(0, 1, 2) : List.of(), dataset);
        }
        return plans.plans(plans.defaultConfiguration(), List.of(), dataset);
    }

    private ModelDescriptor descriptor() throws ModelException {
        DatasetJson dataset = dataset();
        Optional<ModelJson> own = modelJson(dataset);
        NnunetPlans plans = plans(dataset, own);
        List<FoldFile> folds = folds(Checksums.read(folder));
        String hash = hash(folds);
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
                    folds,
                    plans.spacing(),
                    plans.patch(),
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
                plainLabels(dataset),
                folds,
                plans.spacing(),
                plans.patch(),
                "",
                "",
                dataset.name(),
                Map.of(),
                hash);
    }

    private static List<Label> plainLabels(DatasetJson dataset) {
        List<Label> labels = new ArrayList<>();
        for (int n = 0; n < dataset.labels().size(); n++) {
            int value = dataset.valueOf(n);
            String term = dataset.labels()
                    .get(n)
                    .name()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}]+", "_")
                    .replaceAll("^_|_$", "");
            // Hues by the golden angle: neighbours in value are far apart in colour.
            double hue = value * 137.50776 % 360;
            labels.add(new Label(value, term, channel(hue, 5), channel(hue, 3), channel(hue, 1), Optional.empty()));
        }
        labels.sort(Comparator.comparingInt(Label::value));
        return labels;
    }

    /** One sRGB channel of HSV(hue, 0.65, 0.95). */
    private static int channel(double hue, int n) {
        double k = (n + hue / 60) % 6;
        return (int) Math.round(255 * 0.95 * (1 - 0.65 * Math.max(0, Math.min(Math.min(k, 4 - k), 1))));
    }

    private List<FoldFile> folds(Map<String, String> sums) throws ModelException {
        List<FoldFile> folds = new ArrayList<>();
        boolean checkpoints = false;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                Matcher matcher = FOLD.matcher(String.valueOf(entry.getFileName()));
                if (!matcher.matches() || !Files.isDirectory(entry)) {
                    continue;
                }
                Path onnx = entry.resolve("model.onnx");
                if (Files.isRegularFile(onnx)) {
                    String relative = entry.getFileName() + "/model.onnx";
                    folds.add(new FoldFile(
                            Integer.parseInt(matcher.group(1)), onnx, Optional.ofNullable(sums.get(relative))));
                } else {
                    checkpoints |= Files.isRegularFile(entry.resolve("checkpoint_final.pth"));
                }
            }
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, "folder cannot be read: " + e.getMessage(), e);
        }
        for (String listed : sums.keySet()) {
            if (listed.matches("fold_[0-9]+/model\\.onnx") && !Files.isRegularFile(folder.resolve(listed))) {
                throw new ModelException(ModelException.Kind.MISSING, listed + " is missing (SHA256SUMS lists it)");
            }
        }
        if (folds.isEmpty()) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    "fold_0/model.onnx is missing (expected at least one fold"
                            + (checkpoints
                                    ? "; there are checkpoint_final.pth files: export them with foldlink-models export)"
                                    : ")"));
        }
        folds.sort(Comparator.comparingInt(FoldFile::index));
        return folds;
    }

    /** Over "index:sum" of each fold; a fold that SHA256SUMS does not list is summed here. */
    private static String hash(List<FoldFile> folds) throws ModelException {
        MessageDigest digest = Checksums.sha256();
        for (FoldFile fold : folds) {
            String sum;
            try {
                sum = fold.sha256().isPresent() ? fold.sha256().get() : Checksums.of(fold.onnx());
            } catch (IOException e) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        "fold_" + fold.index() + "/model.onnx cannot be read: " + e.getMessage(),
                        e);
            }
            digest.update((fold.index() + ":" + sum + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
