package org.foldlink.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model as its folder states it: {@code plans.json}, {@code dataset.json} (nnU-Net v2), {@code model.json} (FoldLink), {@code fold_k/model.onnx}.
 *
 * @param id folder name, unique in the store
 * @param folder where it lies
 * @param labels without the background, by value
 * @param folds those whose file is there, by index; of several members, the folds of the one that has most
 * @param spacing the (first) network's, mm, in the order of the array axes after {@code transpose_forward}: (z, y, x), or (y, x) in 2D; of
 *     MONAI's (superior, anterior, right), 0 where it keeps the scan's own
 * @param patch voxels, same order
 * @param hash over all checksums of the folds' files: names this very model in a result's provenance
 * @param scores name to value as the model card states them
 */
public record ModelDescriptor(
        String id,
        Path folder,
        String title,
        String version,
        Task task,
        List<Channel> channels,
        List<Label> labels,
        List<FoldFile> folds,
        List<Double> spacing,
        List<Integer> patch,
        String licence,
        String attribution,
        String trainedOn,
        Map<String, Double> scores,
        String hash) {

    public ModelDescriptor {
        channels = List.copyOf(channels);
        labels = List.copyOf(labels);
        folds = List.copyOf(folds);
        spacing = List.copyOf(spacing);
        patch = List.copyOf(patch);
        scores = Map.copyOf(scores);
    }
}
