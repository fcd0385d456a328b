package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.foldlink.inference.TestClassifier;
import org.foldlink.inference.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsCommandTest extends ModelsRig {

    @Test
    void aModelIsAddedVerifiedReplacedAndRemoved() throws IOException {
        Ran added = add();
        assertThat(added.err()).isEmpty();
        assertThat(added.out().lines())
                .containsExactly(
                        "added hippocampus 2.0.0 (5 folds, 13.6 MiB) to " + store,
                        "A bridge that serves this folder offers it within seconds. Try it: foldlink models verify hippocampus"
                                + " --models " + store,
                        "Not for clinical use.");
        assertThat(names(store)).containsExactly("hippocampus");

        Ran verified =
                models("verify", "--device", "cpu", "--threads", "1", "--size", "100,50,80", "--spacing", "1,1,2");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.exit()).isZero();
        List<String> lines = verified.out().lines().toList();
        assertThat(lines.get(0)).startsWith("on CPU, ONNX Runtime ");
        assertThat(lines.get(1)).isEqualTo("hippocampus: 14 files are as SHA256SUMS lists them");
        assertThat(lines.get(6)).isEqualTo("hippocampus: fold_4/model.onnx loads and fits its plans");
        assertThat(lines.get(7))
                .matches("hippocampus: runs on a generated volume of 45 x 40 x 28 voxels and finds (.*): 10 runs of the"
                        + " network in .* s");
        // The network's grid is 160 x 50 x 100: 7 x 1 x 4 tiles.
        assertThat(lines.get(8))
                .matches(
                        "hippocampus: a volume of 100 x 50 x 80 voxels of 1 x 1 x 2 mm would take about .* MiB of memory and"
                                + " .* in the networks \\(estimate: .* s a tile x 28 tiles x 5 folds x 2 passes\\)");
        assertThat(lines).hasSize(10).last().isEqualTo("Not for clinical use.");

        Ran again = add();
        assertThat(again.exit()).isEqualTo(ExitCode.CANNOT_WRITE.code());
        assertThat(again.err())
                .isEqualTo("foldlink: model hippocampus is in " + store
                        + " already (expected another id: --id gives it one;"
                        + " --replace puts it in the other's place)\n");
        assertThat(add("--replace").exit()).isZero();
        assertThat(add("--id", "second").exit()).isZero();
        assertThat(names(store)).containsExactly("hippocampus", "second");
        assertThat(models("verify", "--quick", "second").out())
                .contains("second: 14 files are as SHA256SUMS lists them")
                .doesNotContain("generated");

        String question = "Remove second 2.0.0 (5 folds, 13.6 MiB) from " + store + "? [y/N] ";
        Ran nobody = answering("", "remove", "second");
        assertThat(nobody.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(nobody.err())
                .isEqualTo(question + "\nfoldlink: nothing was removed: there was nobody to ask (expected --yes, or an"
                        + " answer)\n");
        Ran no = answering("no\n", "remove", "second");
        assertThat(no.exit()).isEqualTo(ExitCode.FAILED.code());
        assertThat(no.err()).isEqualTo(question);
        assertThat(no.out()).isEqualTo("nothing was removed\n");
        assertThat(names(store)).containsExactly("hippocampus", "second");
        assertThat(answering("y\n", "remove", "second").exit()).isZero();
        assertThat(names(store)).containsExactly("hippocampus");
        add("--id", "second");
        Ran removed = models("remove", "second", "--yes");
        assertThat(removed.out()).isEqualTo("removed second 2.0.0 (5 folds, 13.6 MiB) from " + store + "\n");
        assertThat(names(store)).containsExactly("hippocampus");
        Ran unknown = models("remove", "second", "--yes");
        assertThat(unknown.exit()).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(unknown.err()).isEqualTo("foldlink: model second is unknown (expected one of hippocampus)\n");
    }

    @Test
    void aBrokenModelCanBeRemoved() throws IOException {
        add();
        Files.delete(store.resolve("hippocampus/plans.json"));
        assertThat(models("remove", "hippocampus", "-y").out())
                .isEqualTo("removed hippocampus, which cannot be used from " + store + "\n");
        assertThat(names(store)).isEmpty();
    }

    @Test
    void regionsChannelsAndClassifiersRunToo() throws Exception {
        TestModels.model().channels(2).labels(2).write(store, "two_channels");
        TestClassifier.in(store);
        Ran ran = models("verify", "--threads", "1");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .containsPattern(
                        PLAIN + ": runs on a generated volume of 9 x 5 x 4 voxels and finds .*: 2 runs of the network")
                .containsPattern(
                        "bright: runs on a generated volume of 4 x 4 x 7 voxels and answers (dark|bright): 2 runs")
                .containsPattern("bright: a volume of 512 x 512 x 280 .* x 1 tiles x 2 folds x 1 passes")
                .contains(
                        "bright: note: it has no SHA256SUMS: nothing tells whether its files are as they were made\n");
        assertThat(ran.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels", "probabilities"})
    void aModelOfMonaiIsTriedWhateverGoesBack(String wayBack) throws Exception {
        Path monai = Files.createDirectories(store.resolve("spots"));
        copy(TestModels.model().write(folder, "threshold").folder().resolve("fold_0"), monai.resolve("fold_0"));
        Files.writeString(monai.resolve("model.json"), """
                {"schema": 1, "id": "spots", "title": "Spots", "version": "1.0.0", "task": "segmentation", "modality": "CT",
                 "channels": [{"name": "CT", "modality": "CT"}], "labels": [{"value": 1, "name": "spot", "color": [1, 2, 3]}],
                 "trained_on": "nothing", "licence": "CC0-1.0", "attribution": "us", "scores": {},
                 "notice": "Not for clinical use."}
                """);
        Files.writeString(monai.resolve("monai.json"), """
                {"schema": 1,
                 "preprocessing": [{"step": "orientation", "axes": "RAS"},
                                   {"step": "spacing", "mm": [1.5, 1.5, 2], "mode": "bilinear"},
                                   {"step": "range", "from": [-200, 250], "to": [0, 1], "clip": true},
                                   {"step": "crop_foreground"}],
                 "inferer": {"kind": "sliding_window", "roi": [6, 7, 8], "mode": "gaussian"},
                 "output": {"heads": 2, "activation": "softmax", "decision": "argmax", "way_back": "%s"}}
                """.formatted(wayBack));
        Ran ran = models("verify", "--threads", "1");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .containsPattern(
                        "spots: runs on a generated volume of 4 x 5 x 9 voxels and finds spot: 2 runs of the network")
                .containsPattern("spots: a volume of 512 x 512 x 280 voxels .* x 1 folds x 1 passes");
        assertThat(ran.exit()).isZero();
        assertThat(models("describe", "spots").out()).contains("scales:      -200..250 to 0..1, clipped\n");
    }

    @Test
    void eachConfigurationOfAnEnsembleIsTriedAndEstimated() throws Exception {
        Path ensemble = folder.resolve("both");
        Path whole = TestModels.model().write(folder, "threshold").folder();
        copy(whole.resolve("fold_0"), ensemble.resolve("3d_fullres/fold_0"));
        copy(whole.resolve("fold_0"), ensemble.resolve("3d_fullres/fold_1"));
        copy(
                TestModels.model().write(folder, "threshold_2d").folder().resolve("fold_0"),
                ensemble.resolve("2d/fold_0"));
        Files.writeString(
                ensemble.resolve("plans.json"),
                Files.readString(whole.resolve("plans.json")).replace("\"3d_fullres\": {", """
                        "2d": {"inherits_from": "3d_fullres", "spacing": [1, 1], "patch_size": [7, 8]}, "3d_fullres": {"""));
        Files.copy(whole.resolve("dataset.json"), ensemble.resolve("dataset.json"));
        Files.writeString(ensemble.resolve("model.json"), """
                {"schema": 1, "id": "both", "title": "Both", "version": "1.0.0", "task": "segmentation", "modality": "OT",
                 "channels": [{"name": "channel 0", "modality": "OT"}],
                 "labels": [{"value": 1, "name": "label 1", "color": [1, 2, 3]}], "members": ["3d_fullres", "2d"],
                 "mirroring": [1], "trained_on": "nothing", "licence": "CC0-1.0", "attribution": "us", "scores": {},
                 "notice": "Not for clinical use."}
                """);
        source = ensemble;
        assertThat(add().err()).isEmpty();
        Ran ran = models("verify", "--threads", "1", "--size", "16,7,6");
        assertThat(ran.out())
                .contains("both: 2d/fold_0/model.onnx loads and fits its plans")
                // Two tiles of each 3D fold; of the 2D one two in each of four slices.
                .containsPattern(
                        "both: runs on a generated volume of 9 x 5 x 4 voxels and finds label 1: 12 runs of the network")
                .containsPattern("estimate: .* s a tile x 3 tiles x 2 folds x 2 passes, then .* s a tile x 18 tiles x 1"
                        + " folds x 2 passes");
        assertThat(ran.exit()).isZero();
        assertThat(models("describe", "both").out())
                .contains("runs:        3d_fullres, folds 0, 1\n", "runs:        2d, folds 0\n");
    }

    @Test
    void whatIsDescribedIsWhatWouldRun() throws Exception {
        TestClassifier.in(store);
        add();
        assertThat(models("describe", "bright").out())
                .contains("reads:       voxels turned to RAS\n")
                .contains("scales:      0..100 to 0..1, clipped\n")
                .contains("mirrors:     nothing: 1 pass a tile\n")
                .contains("decides:     one of dark, bright\n")
                .contains("weights in float32)");
        String text = models("describe", "hippocampus", "--size", "40,56,40").out();
        assertThat(text)
                .contains("reads:       voxels as they are stored\n")
                .contains("scales:      MRI: z-score of the image\n")
                .contains("mirrors:     along x: 2 passes a tile\n")
                .contains(
                        "files:       13.6 MiB, of which the folds' networks 13.4 MiB (5 files, weights in float16)\n")
                .contains("signature:   none\n")
                .contains("for 40 x 56 x 40 voxels of 1 x 1 x 1 mm, outside of the volume itself\n")
                .contains("tiles:       10 runs of a network for that volume, mirrored passes and all folds counted\n");
        JsonNode json = new JsonMapper()
                .readTree(models("describe", "hippocampus", "--json").out());
        assertThat(json.get("networks").get(0).get("mirrors").get(0).asText()).isEqualTo("x");
        assertThat(json.get("networks").get(0).get("passes").asInt()).isEqualTo(2);
        assertThat(json.get("files").get("folds").get("fold_0/model.onnx").asLong())
                .isEqualTo(2820112);
        assertThat(json.get("estimate").get("bytes").asLong()).isPositive();
        assertThat(json.get("notice").asText()).isEqualTo("Not for clinical use.");
    }

    @Test
    void aSignatureIsMadeAskedForAndHeld() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = pem("private.pem", "PRIVATE KEY", pair.getPrivate());
        String signer = pem("public.pem", "PUBLIC KEY", pair.getPublic());
        String missing = "SHA256SUMS.sig is missing (expected a signature: foldlink models sign hippocampus)";
        refused(add("--require-signature", signer), ExitCode.NO_INPUT, missing);
        add();
        Ran unsigned = models("verify", "--quick", "--key", signer);
        assertThat(unsigned.exit()).isEqualTo(ExitCode.FAILED.code());
        assertThat(unsigned.out()).contains("hippocampus: error: " + missing);

        assertThat(models("sign", "hippocampus", "--key", key).out())
                .isEqualTo("signed hippocampus 2.0.0 (5 folds, 13.6 MiB): "
                        + store.resolve("hippocampus/SHA256SUMS.sig") + "\n");
        Ran signed = models("verify", "--quick", "--key", signer);
        assertThat(signed.exit()).isZero();
        assertThat(signed.out()).contains("hippocampus: is signed by this key");
        assertThat(Files.readAllBytes(store.resolve("hippocampus/SHA256SUMS.sig")))
                .hasSize(64);

        Path other = Files.createDirectories(folder.resolve("other"));
        Ran taken = Ran.foldlink(
                "models",
                "add",
                store.resolve("hippocampus").toString(),
                "--require-signature",
                signer,
                "--models",
                other.toString());
        assertThat(taken.exit()).isZero();
        assertThat(names(other)).containsExactly("hippocampus");
    }

    private String pem(String name, String type, Key key) throws IOException {
        String text = Base64.getEncoder().encodeToString(key.getEncoded());
        return Files.writeString(
                        folder.resolve(name),
                        "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n")
                .toString();
    }
}
