package org.foldlink.models;

import java.util.List;
import java.util.Optional;

/**
 * One configuration of a model with its folds.
 *
 * @param configuration nnU-Net's name for it ("3d_fullres", "2d"), or the bundle's
 * @param folds by index; their logits are averaged at the network's resolution
 * @param previousStage the model whose labelmap is a further input of this one's networks (nnU-Net's cascade)
 */
public record Member(
        String configuration, NetworkPlan network, List<FoldFile> folds, Optional<ModelPlan> previousStage) {

    public Member {
        folds = List.copyOf(folds);
    }

    /** The first {@code wanted} folds, or all of them for 0. */
    public List<FoldFile> folds(int wanted) {
        return wanted == 0 ? folds : folds.subList(0, Math.min(wanted, folds.size()));
    }
}
