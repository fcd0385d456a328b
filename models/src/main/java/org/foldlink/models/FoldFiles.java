package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code fold_k/model.onnx} of one folder. */
final class FoldFiles {

    private static final Pattern FOLD = Pattern.compile("fold_([0-9]{1,3}|all)");

    private FoldFiles() {}

    /**
     * By index. As in nnU-Net, {@code fold_all} counts only where there is no numbered fold: it has seen every case, so it is no part of an
     * ensemble of folds.
     *
     * @param prefix the folder's path inside the model, as messages name it: empty, or ending in a slash
     * @param sums SHA256SUMS of the folder itself
     */
    static List<FoldFile> of(Path folder, String prefix, Map<String, String> sums) throws ModelException {
        for (String listed : sums.keySet()) {
            if (listed.matches("fold_([0-9]+|all)/model\\.onnx") && !Files.isRegularFile(folder.resolve(listed))) {
                throw new ModelException(
                        ModelException.Kind.MISSING, prefix + listed + " is missing (SHA256SUMS lists it)");
            }
        }
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
                    String sum = sums.get(entry.getFileName() + "/model.onnx");
                    folds.add(new FoldFile(index(matcher.group(1)), onnx, Optional.ofNullable(sum)));
                } else {
                    checkpoints |= Files.isRegularFile(entry.resolve("checkpoint_final.pth"));
                }
            }
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, "folder cannot be read: " + e.getMessage(), e);
        }
        if (folds.isEmpty()) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    prefix + "fold_0/model.onnx is missing (expected at least one fold"
                            + (checkpoints
                                    ? "; there are checkpoint_final.pth files: export them with foldlink-models export)"
                                    : ")"));
        }
        if (folds.stream().anyMatch(f -> f.index() != FoldFile.ALL)) {
            folds.removeIf(f -> f.index() == FoldFile.ALL);
        }
        folds.sort(Comparator.comparingInt(FoldFile::index));
        return List.copyOf(folds);
    }

    private static int index(String name) {
        return name.equals("all") ? FoldFile.ALL : Integer.parseInt(name);
    }
}
