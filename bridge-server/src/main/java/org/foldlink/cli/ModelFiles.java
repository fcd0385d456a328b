package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foldlink.models.FoldFile;
import org.foldlink.models.FusedModel;
import org.foldlink.models.ManifestSignature;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.WeightType;

/**
 * What a model takes on disk.
 *
 * @param folds bytes by file, relative to the model's folder
 * @param weights types in which the folds' files keep most of their weights
 * @param fused kinds of its fused graphs
 */
record ModelFiles(Map<String, Long> folds, SortedSet<String> weights, List<String> fused, long all, boolean signed) {

    static ModelFiles of(ModelDescriptor model, ModelPlan plan) throws ModelException {
        Map<String, Long> folds = new TreeMap<>();
        SortedSet<String> weights = new TreeSet<>();
        for (Member member : plan.stages()) {
            for (FoldFile fold : member.folds()) {
                String name = model.folder().relativize(fold.onnx()).toString().replace('\\', '/');
                folds.put(name, bytes(fold.onnx()));
                weights.add(WeightType.of(fold.onnx()).orElse("unknown"));
            }
        }
        Optional<FusedModel> fused = FusedModel.read(model.folder());
        List<String> graphs = fused.stream()
                .flatMap(f -> f.graphs().stream())
                .map(g -> g.kind().name().toLowerCase(Locale.ROOT) + (g.half() ? " in float16" : ""))
                .toList();
        return new ModelFiles(
                folds,
                weights,
                graphs,
                folderBytes(model.folder()),
                Files.exists(model.folder().resolve(ManifestSignature.FILE)));
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // said when it is opened
        }
    }

    /** Of all files in it. */
    static long folderBytes(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .mapToLong(ModelFiles::bytes)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private long foldBytes() {
        return folds.values().stream().mapToLong(b -> b).sum();
    }

    String text() {
        return ModelText.size(all) + ", of which the folds' networks " + ModelText.size(foldBytes()) + " ("
                + folds.size() + (folds.size() == 1 ? " file" : " files") + ", weights in " + String.join(", ", weights)
                + ")" + (fused.isEmpty() ? "" : "; fused graphs: " + String.join(", ", fused));
    }

    void json(ObjectNode to) {
        to.put("bytes", all).put("fold_bytes", foldBytes());
        ObjectNode each = to.putObject("folds");
        folds.forEach(each::put);
        weights.forEach(to.putArray("weights")::add);
        fused.forEach(to.putArray("fused")::add);
        to.put("signed", signed);
    }
}
