package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.volume.Volume;

/**
 * The final result of a run.
 *
 * @param labels UINT8 (fewer than 255 labels) or UINT16 on the input's own grid, post-processed
 * @param doubt UINT8, 0–100, if asked: what {@link Doubt} says of each kind
 * @param probabilities label value to FLOAT32 0–1 on the input's own grid, in the order of the network's heads (background first where it has
 *     one), if asked
 * @param foldAgreement label value to the mean share (0–1) of folds that give this label, over the network's voxels that
 *     have it; without an entry for a label too thin for any, and empty where only one fold ran
 * @param secondsByPhase wall seconds: loading, preprocessing, inference, export
 */
public record Segmentation(
        Volume labels,
        Optional<Volume> doubt,
        Map<Integer, Volume> probabilities,
        Map<Integer, Double> foldAgreement,
        Provenance provenance,
        Map<String, Double> secondsByPhase) {

    /**
     * What made it.
     *
     * @param folds fold numbers that ran, in order, over all configurations
     * @param configurations that ran, in order: one for most models, the stages of a cascade, the members of an ensemble
     * @param device "CPU", "CUDA:0" …
     * @param precision "float32" …
     * @param mode "exact" or the name of a fast mode
     * @param post whether the model's own post-processing was applied to the labels
     * @param engine name and version of the runtime
     * @param tilesRun tiles that each of {@code folds} ran, where not every fold ran all; else empty
     * @param replacedVoxels voxels of the input that were not finite and were taken as something else
     */
    public record Provenance(
            String model,
            String modelVersion,
            String modelHash,
            List<Integer> folds,
            List<String> configurations,
            String mode,
            boolean mirroring,
            boolean post,
            String device,
            String precision,
            String engine,
            List<Integer> tilesRun,
            long replacedVoxels) {

        public Provenance {
            folds = List.copyOf(folds);
            configurations = List.copyOf(configurations);
            tilesRun = List.copyOf(tilesRun);
        }

        /** Of a run in which every fold ran every tile, on voxels as they came. */
        public Provenance(
                String model,
                String modelVersion,
                String modelHash,
                List<Integer> folds,
                List<String> configurations,
                String mode,
                boolean mirroring,
                boolean post,
                String device,
                String precision,
                String engine) {
            this(
                    model,
                    modelVersion,
                    modelHash,
                    folds,
                    configurations,
                    mode,
                    mirroring,
                    post,
                    device,
                    precision,
                    engine,
                    List.of(),
                    0);
        }

        Provenance withReplacedVoxels(long n) {
            return new Provenance(
                    model,
                    modelVersion,
                    modelHash,
                    folds,
                    configurations,
                    mode,
                    mirroring,
                    post,
                    device,
                    precision,
                    engine,
                    tilesRun,
                    n);
        }
    }

    Segmentation withReplacedVoxels(long n) {
        return new Segmentation(
                labels, doubt, probabilities, foldAgreement, provenance.withReplacedVoxels(n), secondsByPhase);
    }
}
