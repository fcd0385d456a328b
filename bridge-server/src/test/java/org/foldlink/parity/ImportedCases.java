package org.foldlink.parity;

import static org.foldlink.parity.ParityVolumes.grid;
import static org.foldlink.parity.ParityVolumes.texture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.parity.NnunetCase.Sums;
import org.foldlink.parity.NnunetCase.Weights;
import org.foldlink.volume.Volume;

/** The engine runs what was imported, nnU-Net its own checkpoints, as its own predictor loads them. */
final class ImportedCases implements ParitySuite.Cases {

    private final List<NnunetCase> cases = new ArrayList<>();

    List<NnunetCase> all() {
        return List.copyOf(cases);
    }

    @Override
    public void declare(ReferenceJob job) throws IOException {
        Path zoo = PeerPython.root().resolve("models/zoo/hippocampus");
        RealData data = new RealData(job);
        ImportedModel trained = ImportedModel.of(job, "hippocampus", zoo, "3d_fullres", "fp32");
        trained(job, data.name("imported hippocampus 020"), trained, Sums.FLOAT32, data.hippocampus("020"));
        String half = data.name("imported hippocampus 008, nnU-Net's own half sums");
        trained(job, half, trained, Sums.FLOAT16, data.hippocampus("008"));
        Volume oblique = texture(grid(41, 52, 39, 0.9, 1.1, 1.05, 0.2, true), 91);
        trained(job, "imported hippocampus, oblique", trained, Sums.FLOAT32, job.input("imported oblique", oblique));

        RandomModel flat = RandomModel.in(job, "imported-2d")
                .mirroring()
                .labels(3)
                .plans("{\"transpose_forward\": [2, 0, 1], \"transpose_backward\": [1, 2, 0]}")
                .configuration("2d", List.of("0", "1"), new int[] {20, 24}, 1, 1.1);
        random(
                job,
                "imported 2d, transposed and mirrored",
                ImportedModel.of(job, "imported-2d", flat.folder("2d"), "2d", "fp16"),
                texture(grid(8, 26, 22, 2.5, 1, 1, 0, true), 92));
        RandomModel cascade = RandomModel.in(job, "imported-cascade")
                .mirroring()
                .dataset("{\"labels\": {\"background\": 0, \"Second\": 2, \"First\": 1}}")
                .configuration("3d_lowres", List.of("0"), new int[] {12, 12, 12}, 2.5, 2, 2)
                .configuration("3d_fullres", List.of("0"), new int[] {16, 20, 24}, 1, 1, 1)
                .cascade();
        random(
                job,
                "imported cascade, labels out of order",
                ImportedModel.of(
                        job, "imported-cascade", cascade.folder("3d_cascade_fullres"), "3d_cascade_fullres", "fp32"),
                texture(grid(30, 26, 22, 1, 0.9, 1.1, 0.2, false), 93));
        RandomModel regions = RandomModel.in(job, "imported-regions")
                .mirroring()
                .dataset("""
                        {"labels": {"background": 0, "whole tumour": [1, 2, 3], "core": [2, 3], "enhancing": [3]},
                         "regions_class_order": [1, 2, 3]}
                        """)
                .configuration("3d_fullres", List.of("0"), new int[] {16, 20, 24}, 1, 1, 1)
                .network("3d_fullres", "{\"residual\": true}");
        random(
                job,
                "imported regions, residual encoder",
                ImportedModel.of(job, "imported-regions", regions.folder("3d_fullres"), "3d_fullres", "fp16"),
                texture(grid(26, 24, 20, 1, 1.2, 1, 0, false), 94));
    }

    private void trained(ReferenceJob job, String name, ImportedModel model, Sums sums, Path input) {
        add(job, new NnunetCase(name, model.imported(), List.of(input), Weights.TRAINED, sums), model);
    }

    private void random(ReferenceJob job, String name, ImportedModel model, Volume volume) throws IOException {
        Path input = job.input(name.replaceAll("[^a-z0-9A-Z]+", "-"), volume);
        add(job, new NnunetCase(name, model.imported(), List.of(input), Weights.RANDOM, Sums.FLOAT32), model);
    }

    private void add(ReferenceJob job, NnunetCase one, ImportedModel model) {
        if (ParitySuite.selected(one.name())) {
            cases.add(one);
            one.declare(job).put("model", model.results().toString());
        }
    }
}
