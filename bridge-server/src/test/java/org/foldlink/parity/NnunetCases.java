package org.foldlink.parity;

import static org.foldlink.parity.ParityVolumes.grid;
import static org.foldlink.parity.ParityVolumes.texture;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.parity.NnunetCase.Sums;
import org.foldlink.parity.NnunetCase.Weights;
import org.foldlink.volume.Volume;

/** The cases against nnU-Net v2. Every model is the smallest that shows its point: the network is not what is compared. */
final class NnunetCases implements ParitySuite.Cases {

    private static final List<String> ONE = List.of("0");
    private static final List<String> TWO = List.of("0", "1");
    private static final int[] PATCH = {16, 20, 24};

    private final List<NnunetCase> cases = new ArrayList<>();

    List<NnunetCase> all() {
        return List.copyOf(cases);
    }

    @Override
    public void declare(ReferenceJob job) throws IOException {
        trained(job);
        grids(job);
        separateZ(job);
        orientations(job);
        intensities(job);
        labels(job);
        configurations(job);
    }

    /** The project's own folds. */
    private void trained(ReferenceJob job) throws IOException {
        Path model = PeerPython.root().resolve("models/zoo/hippocampus");
        RealData data = new RealData(job);
        trained(job, data.name("hippocampus 020"), model, Sums.FLOAT32, data.hippocampus("020"));
        trained(
                job,
                data.name("hippocampus 008, nnU-Net's own half sums"),
                model,
                Sums.FLOAT16,
                data.hippocampus("008"));
        Volume oblique = texture(grid(44, 50, 42, 0.83, 1.21, 0.94, 0.25, false), 3);
        trained(job, "hippocampus folds, oblique", model, Sums.FLOAT32, job.input("oblique", oblique));
        Volume thick = texture(grid(48, 54, 9, 0.75, 0.75, 4.5, 0.1, true), 23);
        for (long v = 0; v < thick.grid().count(); v++) {
            long i = v % thick.grid().sizeI();
            if (i < 9 || i > 44 || v / thick.grid().sizeI() % thick.grid().sizeJ() < 5) {
                thick.voxels().set(v, 0);
            }
        }
        trained(
                job,
                "hippocampus folds, thick flipped slices in a black frame",
                model,
                Sums.FLOAT32,
                job.input("thick", thick));
    }

    /** One random model of the default architecture on grids of every shape. */
    private void grids(ReferenceJob job) throws IOException {
        Path model = RandomModel.in(job, "plain")
                .labels(2)
                .configuration("3d_fullres", TWO, PATCH, 1, 1, 1)
                .folder("3d_fullres");
        random(job, "oblique grid", model, texture(grid(34, 27, 22, 1.1, 0.9, 1.3, 0.3, false), 11));
        random(job, "flipped grid", model, texture(grid(30, 29, 23, 1, 1, 1, 0, true), 12));
        random(job, "anisotropic grid, ratio 5", model, texture(grid(38, 36, 7, 0.8, 0.8, 4, 0, false), 13));
        random(job, "single patch", model, texture(grid(24, 20, 16, 1, 1, 1, 0, false), 14));
        random(job, "smaller than a patch", model, texture(grid(17, 13, 9, 1, 1, 1, 0, false), 15));
        random(job, "one axis exactly a patch", model, texture(grid(31, 20, 22, 1, 1, 1, 0, false), 16));
        random(job, "all zero", model, ParityVolumes.constant(grid(26, 22, 18, 1, 1, 1.5, 0, false), 0));
        random(job, "constant", model, ParityVolumes.constant(grid(26, 22, 18, 1, 1, 1.5, 0, false), 100));
        add(
                job,
                "nnU-Net's own half sums",
                model,
                Weights.RANDOM,
                Sums.FLOAT16,
                job.input("half", texture(grid(40, 33, 28, 1, 1, 1, 0, false), 17)));
        Path mirrored = RandomModel.in(job, "mirrored")
                .labels(2)
                .mirroring()
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .folder("3d_fullres");
        random(job, "mirroring along every axis", mirrored, texture(grid(26, 24, 18, 1, 1, 1, 0, false), 18));
        Path residual = RandomModel.in(job, "residual")
                .labels(2)
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .network("3d_fullres", "{\"residual\": true}")
                .folder("3d_fullres");
        random(job, "residual encoder", residual, texture(grid(32, 24, 18, 1, 1, 1, 0, false), 19));
    }

    /** {@code force_separate_z} and the orders, for data and logits, on thick and on thin slices. */
    private void separateZ(ReferenceJob job) throws IOException {
        Volume thick = texture(grid(30, 28, 9, 0.9, 0.9, 3.5, 0, false), 21);
        Volume thin = texture(grid(24, 22, 16, 1.2, 1.2, 1.9, 0, false), 22);
        for (String force : List.of("true", "false", "null")) {
            for (int orderZ : new int[] {0, 1}) {
                String how = "{\"is_seg\": false, \"order\": %d, \"order_z\": %d, \"force_separate_z\": %s}";
                Path model = RandomModel.in(job, "separate-" + force + orderZ)
                        .labels(2)
                        .configuration("3d_fullres", ONE, new int[] {8, 24, 24}, 2.8, 1, 1)
                        .with(
                                "3d_fullres",
                                "{\"resampling_fn_data_kwargs\": %s, \"resampling_fn_probabilities_kwargs\": %s}"
                                        .formatted(how.formatted(3, orderZ, force), how.formatted(1, orderZ, force)))
                        .network("3d_fullres", """
                                {"strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2]],
                                 "kernels": [[1, 3, 3], [3, 3, 3], [3, 3, 3]]}
                                """)
                        .folder("3d_fullres");
                String name = "force_separate_z " + force + ", order_z " + orderZ;
                random(job, name + ", thick slices", model, thick);
                random(job, name + ", thin slices", model, thin);
            }
        }
    }

    private void orientations(ReferenceJob job) throws IOException {
        Volume shell = ParityVolumes.shell(texture(grid(34, 29, 25, 1.1, 1.3, 0.9, 0.3, true), 31), 3, 13);
        String[][] all = {
            {"SimpleITKIO", "[1, 2, 0]", "[2, 0, 1]"},
            {"SimpleITKIOWithReorient", "[0, 1, 2]", "[0, 1, 2]"},
            {"NibabelIOWithReorient", "[2, 0, 1]", "[1, 2, 0]"},
            {"NibabelIO", "[1, 0, 2]", "[1, 0, 2]"}
        };
        for (String[] one : all) {
            Path model = RandomModel.in(job, one[0])
                    .labels(2)
                    .plans("{\"image_reader_writer\": \"%s\", \"transpose_forward\": %s, \"transpose_backward\": %s}"
                            .formatted((Object[]) one))
                    .configuration("3d_fullres", ONE, PATCH, 1, 1.2, 1)
                    .with("3d_fullres", "{\"use_mask_for_norm\": [true]}")
                    .folder("3d_fullres");
            random(job, one[0] + ", transposed by " + one[1] + ", masked z-score", model, shell);
        }
    }

    private void intensities(ReferenceJob job) throws IOException {
        Path schemes = RandomModel.in(job, "schemes")
                .channels("a", "b", "c", "d")
                .labels(2)
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .with("3d_fullres", """
                        {"normalization_schemes": ["RescaleTo01Normalization", "RGBTo01Normalization",
                                                   "NoNormalization", "ZScoreNormalization"],
                         "use_mask_for_norm": [false, false, false, true]}
                        """)
                .folder("3d_fullres");
        List<Path> channels = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            Volume values = texture(grid(30, 24, 20, 1.2, 1, 1, 0, false), 41 + c);
            // RGB is 0 to 255; what is left as it is should be of the order of 1.
            channels.add(job.input("scheme " + c, ParityVolumes.scaled(values, c < 2 ? 0.2 : 0.005, 0)));
        }
        add(
                job,
                "RescaleTo01, RGB, NoNorm and masked z-score",
                schemes,
                Weights.RANDOM,
                Sums.FLOAT32,
                channels.toArray(new Path[0]));

        RealData data = new RealData(job);
        Path ct = RandomModel.in(job, "ct")
                .channels("CT")
                .labels(5)
                .configuration("3d_fullres", TWO, new int[] {24, 32, 32}, 4, 3.5, 3.5)
                .with("3d_fullres", "{\"normalization_schemes\": [\"CTNormalization\"]}")
                .folder("3d_fullres");
        add(job, data.name("abdominal CT"), ct, Weights.RANDOM, Sums.FLOAT32, data.abdomen());
    }

    private void labels(ReferenceJob job) throws IOException {
        RealData data = new RealData(job);
        Path regions = RandomModel.in(job, "regions")
                .channels("T1", "T1c", "T2", "FLAIR")
                .dataset("""
                        {"labels": {"background": 0, "whole tumour": [1, 2, 3], "core": [2, 3], "enhancing": [3]},
                         "regions_class_order": [1, 2, 3]}
                        """)
                .configuration("3d_fullres", TWO, new int[] {24, 24, 24}, 2, 2, 2)
                .with("3d_fullres", "{\"use_mask_for_norm\": [true, true, true, true]}")
                .folder("3d_fullres");
        add(job, data.name("glioma MR, four channels, regions"), regions, Weights.RANDOM, Sums.FLOAT32, data.glioma());
        Path ignore = RandomModel.in(job, "ignore")
                .dataset("{\"labels\": {\"background\": 0, \"a\": 1, \"b\": 2, \"ignore\": 3}}")
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .noResampling("3d_fullres")
                .folder("3d_fullres");
        random(job, "ignore label, no resampling", ignore, texture(grid(24, 22, 18, 0.7, 1, 1, 0, false), 51));
        Path many = RandomModel.in(job, "many")
                .labels(300)
                .configuration("3d_fullres", ONE, new int[] {12, 12, 12}, 2, 2, 2)
                .folder("3d_fullres");
        random(job, "300 labels", many, texture(grid(24, 24, 24, 1, 1, 1, 0, false), 52));
    }

    /** All but one 3D configuration. */
    private void configurations(ReferenceJob job) throws IOException {
        int[] slice = {20, 24};
        Volume thick = texture(grid(30, 27, 9, 0.9, 0.8, 3.5, 0.2, false), 81);
        Path flat = RandomModel.in(job, "flat")
                .labels(2)
                .configuration("2d", TWO, slice, 1, 1)
                .folder("2d");
        random(job, "2d", flat, thick);
        random(job, "2d, smaller than a patch", flat, texture(grid(15, 17, 5, 1, 1, 2, 0, false), 82));
        Path turned = RandomModel.in(job, "turned")
                .labels(2)
                .mirroring()
                .plans("{\"transpose_forward\": [2, 0, 1], \"transpose_backward\": [1, 2, 0]}")
                .configuration("2d", ONE, slice, 1, 1.1)
                .folder("2d");
        random(job, "2d, transposed and mirrored", turned, texture(grid(8, 26, 22, 2.5, 1, 1, 0, true), 83));
        Path all = RandomModel.in(job, "all")
                .labels(2)
                .configuration("3d_fullres", List.of("all"), PATCH, 2, 1, 1)
                .torchResampling("3d_fullres")
                .folder("3d_fullres");
        random(job, "fold_all, PyTorch's resampling", all, texture(grid(28, 25, 9, 0.8, 0.9, 3.7, 0, false), 84));

        Volume volume = texture(grid(34, 30, 26, 1, 0.9, 1.1, 0.2, false), 85);
        RandomModel cascade = RandomModel.in(job, "cascade")
                .labels(2)
                .configuration("3d_lowres", TWO, new int[] {12, 12, 12}, 2.5, 2, 2)
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .with("3d_fullres", "{\"use_mask_for_norm\": [true]}")
                .cascade();
        Volume shell = ParityVolumes.shell(volume, 3, 13);
        random(job, "3d_lowres and 3d_cascade_fullres, masked z-score", cascade.folder("3d_cascade_fullres"), shell);
        RandomModel pair = RandomModel.in(job, "pair")
                .labels(2)
                .configuration("3d_fullres", TWO, PATCH, 1, 1, 1)
                .configuration("2d", ONE, slice, 1, 1);
        ensemble(job, "3d_fullres and 2d averaged", pair, volume, "3d_fullres", "2d");
        RandomModel regions = RandomModel.in(job, "region-pair")
                .dataset(
                        "{\"labels\": {\"background\": 0, \"whole\": [1, 2], \"core\": 2}, \"regions_class_order\": [1, 2]}")
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .configuration("2d", ONE, slice, 1, 1);
        ensemble(job, "3d_fullres and 2d averaged, regions", regions, volume, "3d_fullres", "2d");

        Volume blobs = texture(grid(40, 36, 30, 1, 1, 1, 0, false), 86);
        Path cleaned = RandomModel.in(job, "cleaned")
                .labels(4)
                .configuration("3d_fullres", ONE, PATCH, 1, 1, 1)
                .largestComponents("3d_fullres", "[1, 2, 3, 4]", "1", "3", "[2, 4]")
                .folder("3d_fullres");
        random(job, "largest components", cleaned, blobs);
    }

    private void trained(ReferenceJob job, String name, Path model, Sums sums, Path... inputs) {
        add(job, name, model, Weights.TRAINED, sums, inputs);
    }

    private void random(ReferenceJob job, String name, Path model, Volume volume) throws IOException {
        add(job, name, model, Weights.RANDOM, Sums.FLOAT32, job.input(name.replaceAll("[^a-z0-9A-Z]+", "-"), volume));
    }

    private void ensemble(ReferenceJob job, String name, RandomModel model, Volume volume, String... configurations)
            throws IOException {
        Path input = job.input(name.replaceAll("[^a-z0-9A-Z]+", "-"), volume);
        NnunetCase one =
                new NnunetCase(name, model.ensemble(configurations), List.of(input), Weights.RANDOM, Sums.FLOAT32);
        ArrayNode members = add(job, one).putArray("members");
        for (String configuration : configurations) {
            members.add(model.folder(configuration).toString());
        }
    }

    private void add(ReferenceJob job, String name, Path model, Weights weights, Sums sums, Path... inputs) {
        NnunetCase one = new NnunetCase(name, model, List.of(inputs), weights, sums);
        add(job, one).put("model", model.toString());
    }

    /** The caller says which model. */
    private ObjectNode add(ReferenceJob job, NnunetCase one) {
        if (!ParitySuite.selected(one.name())) {
            return new JsonMapper().createObjectNode();
        }
        cases.add(one);
        return one.declare(job);
    }
}
