package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a model folder's plan: which configurations run, from which folders, after which stage. */
final class PlanReader {

    private static final Pattern NNUNET_NAME = Pattern.compile("(.+)__(.+)__(.+)");
    /** nnU-Net's own trainer, and its variants by length, mirror all axes of a network. */
    private static final Pattern MIRRORING_TRAINER = Pattern.compile("nnUNetTrainer(_[0-9]+epochs?)?");

    private final Path root;
    private final DatasetJson dataset;
    private final Optional<ModelJson> own;
    private final Map<String, String> sums;
    private final int stages;

    PlanReader(Path root, DatasetJson dataset, Optional<ModelJson> own, int stages) throws ModelException {
        this.root = root;
        this.dataset = dataset;
        this.own = own;
        this.sums = Checksums.read(root);
        this.stages = stages;
    }

    ModelPlan read() throws ModelException {
        PostProcessing post = PostProcessingJson.read(root);
        List<Member> members = new ArrayList<>();
        if (own.isPresent() && !own.get().members().isEmpty()) {
            for (String name : own.get().members()) {
                members.add(subfolder(name, "members", stages));
            }
        } else {
            members.add(rootMember());
        }
        requireSameAxes(members);
        return new ModelPlan(members, post);
    }

    /** Members are averaged row by row of the input's array, so all must see it alike. */
    private static void requireSameAxes(List<Member> members) throws ModelException {
        NnunetPlans first = (NnunetPlans) members.get(0).network();
        for (Member member : members) {
            NnunetPlans other = (NnunetPlans) member.network();
            if (other.reader() != first.reader() || !other.transposeForward().equals(first.transposeForward())) {
                throw new ModelException(
                        ModelException.Kind.UNFIT,
                        "configuration " + other.configuration() + " reads " + other.reader() + " and transposes "
                                + other.transposeForward() + " (expected " + first.reader() + " and "
                                + first.transposeForward() + ", as " + first.configuration()
                                + " does: members must see the volume alike)");
            }
        }
    }

    private Member rootMember() throws ModelException {
        PlansJson plans = new PlansJson(JsonField.read(root.resolve("plans.json")));
        Matcher matcher = NNUNET_NAME.matcher(String.valueOf(root.getFileName()));
        NnunetPlans network;
        if (own.isPresent()) {
            network = plans.plans(
                    own.get().configuration().orElseThrow(), own.get().mirroring(), dataset);
        } else if (matcher.matches()) {
            boolean mirrors = MIRRORING_TRAINER.matcher(matcher.group(1)).matches();
            network = plans.plans(matcher.group(3), mirrors ? Mirroring.ALL : Mirroring.NONE, dataset);
        } else {
            network = plans.plans(plans.defaultConfiguration(), Mirroring.NONE, dataset);
        }
        return new Member(
                network.configuration(), network, FoldFiles.of(root, "", sums), previous(network, root, stages));
    }

    /** A folder inside the model's own, named as its configuration or as nnU-Net names it; what it lacks is the model's. */
    private Member subfolder(String name, String saidBy, int left) throws ModelException {
        Path folder = root.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new ModelException(
                    ModelException.Kind.MISSING, name + "/ is missing (model.json " + saidBy + " names it)");
        }
        Matcher matcher = NNUNET_NAME.matcher(name);
        String configuration = matcher.matches() ? matcher.group(3) : name;
        Path plansFile = folder.resolve("plans.json");
        PlansJson plans = new PlansJson(
                Files.exists(plansFile)
                        ? JsonField.read(plansFile, name + "/plans.json")
                        : JsonField.read(root.resolve("plans.json")));
        requireSameData(folder, name);
        NnunetPlans network = plans.plans(configuration, own.orElseThrow().mirroring(), dataset);
        Map<String, String> listed = new LinkedHashMap<>(Checksums.read(folder));
        sums.forEach((file, sum) -> {
            if (file.startsWith(name + "/")) {
                listed.put(file.substring(name.length() + 1), sum);
            }
        });
        return new Member(
                network.configuration(),
                network,
                FoldFiles.of(folder, name + "/", listed),
                previous(network, folder, left));
    }

    private void requireSameData(Path folder, String name) throws ModelException {
        Path file = folder.resolve("dataset.json");
        if (!Files.exists(file)) {
            return;
        }
        DatasetJson its = DatasetJson.of(JsonField.read(file, name + "/dataset.json"));
        if (!its.channels().equals(dataset.channels())
                || !its.labels().equals(dataset.labels())
                || !its.regionsClassOrder().equals(dataset.regionsClassOrder())) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    name + "/dataset.json has other channels or labels than dataset.json (expected the same)");
        }
    }

    private Optional<ModelPlan> previous(NnunetPlans network, Path folder, int left) throws ModelException {
        if (network.previous().isEmpty()) {
            return Optional.empty();
        }
        String stage = network.previous().get().configuration();
        if (left == 1) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "plans.json configurations." + network.configuration() + ".previous_stage = \"" + stage
                            + "\" (expected no circle of stages)");
        }
        Optional<String> stated = own.flatMap(ModelJson::previousStage);
        Optional<String> inside = stated.isPresent()
                ? stated
                : Optional.of(stage).filter(s -> own.isPresent() && Files.isDirectory(root.resolve(s)));
        Member before = inside.isPresent()
                ? subfolder(inside.get(), "previous_stage", left - 1)
                : sibling(folder, stage, network.configuration(), left - 1);
        if (!before.configuration().equals(stage)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "model.json previous_stage = \"" + inside.orElse("") + "\" (expected a folder of " + stage + ", as "
                            + network.configuration() + " in plans.json asks for)");
        }
        // nnU-Net post-processes results, never what passes from one stage to the next.
        return Optional.of(new ModelPlan(List.of(before), PostProcessing.NONE));
    }

    /** nnU-Net's layout: the stage lies beside, under the same trainer and plans, else under the only others that there are. */
    private Member sibling(Path folder, String stage, String configuration, int left) throws ModelException {
        Matcher name = NNUNET_NAME.matcher(String.valueOf(folder.getFileName()));
        String same = name.matches() ? name.group(1) + "__" + name.group(2) + "__" + stage : "";
        Path parent = folder.getParent();
        List<Path> found = new ArrayList<>();
        if (!same.isEmpty() && parent != null) {
            try (Stream<Path> entries = Files.list(parent)) {
                entries.filter(e -> String.valueOf(e.getFileName()).endsWith("__" + stage) && Files.isDirectory(e))
                        .sorted()
                        .forEach(found::add);
            } catch (IOException e) {
                throw new ModelException(ModelException.Kind.CORRUPT, "folder cannot be read: " + e.getMessage(), e);
            }
            if (Files.isDirectory(parent.resolve(same))) {
                found.retainAll(List.of(parent.resolve(same)));
            }
        }
        if (found.size() != 1) {
            String names = String.join(
                    ", ",
                    found.stream().map(p -> String.valueOf(p.getFileName())).toList());
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    "previous stage " + stage + " of " + configuration + " is missing"
                            + (found.isEmpty() ? "" : ": which of " + names + " it is cannot be told")
                            + " (expected "
                            + (same.isEmpty() ? "model.json previous_stage to name its folder" : "the folder " + same)
                            + ")");
        }
        Member before = ModelFolder.plan(found.get(0), left).members().get(0);
        if (before.network().heads() != dataset.heads()) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    found.get(0).getFileName() + " has " + before.network().heads() + " outputs (expected "
                            + dataset.heads() + ", as " + configuration + " has)");
        }
        return before;
    }
}
