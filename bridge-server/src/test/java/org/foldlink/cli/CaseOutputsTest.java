package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseOutputsTest {

    private static final Grid GRID = new Grid(3, 4, 5, Affine.ofSpacing(1, 2, 3, new Vec3(-7, 8, 9)));

    @TempDir
    Path folder;

    private static JobOutcome outcome() {
        Volume labels = Volume.allocate(GRID, VoxelType.UINT8);
        labels.voxels().set(17, 2);
        return new JobOutcome(
                labels,
                Optional.of(Volume.allocate(GRID, VoxelType.UINT8)),
                Map.of(0, Volume.allocate(GRID, VoxelType.FLOAT32)),
                JsonNodeFactory.instance.objectNode().put("job", "local"));
    }

    private InputCase one() {
        return new InputCase("scan", List.of(folder.resolve("in").resolve("scan.nii.gz")));
    }

    @Test
    void everyFileIsThereAndNoPartOfOne() throws IOException {
        CaseOutputs outputs = CaseOutputs.in(folder.resolve("out"));
        outputs.write(one(), outcome(), true);
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "scan.nii.gz",
                            "scan.result.json",
                            "scan.seg.nrrd",
                            "scan.doubt.nii.gz",
                            "scan.prob.0.nii.gz");
        }
        Volume labels = VolumeFiles.read(outputs.labels(one())).volume();
        assertThat(labels.grid().matches(GRID, 1e-6)).isTrue();
        assertThat(labels.voxels().get(17)).isEqualTo(2);
        assertThat(Files.readString(outputs.result(one()))).contains("\"job\" : \"local\"");
    }

    @Test
    void whatIsDoneIsRefusedLeftOutOrReplaced() {
        CaseOutputs outputs = CaseOutputs.in(folder.resolve("out"));
        InputCase other = new InputCase("other", List.of(folder.resolve("other.nii")));
        outputs.write(one(), outcome(), false);
        assertThatThrownBy(() -> outputs.pending(List.of(one(), other), CaseOutputs.Existing.REFUSE, outputs::labels))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.CANNOT_WRITE))
                .hasMessage(
                        outputs.labels(one()) + " exists (--force replaces it, --continue leaves finished cases out)");
        assertThat(outputs.pending(List.of(one(), other), CaseOutputs.Existing.CONTINUE, outputs::labels))
                .containsExactly(other);
        assertThat(outputs.pending(List.of(one(), other), CaseOutputs.Existing.FORCE, outputs::labels))
                .containsExactly(one(), other);
    }

    @Test
    void anInputIsNeverReplaced() {
        CaseOutputs outputs = CaseOutputs.in(folder);
        InputCase inPlace = new InputCase("scan", List.of(folder.resolve("scan.nii.gz")));
        for (CaseOutputs.Existing existing : CaseOutputs.Existing.values()) {
            assertThatThrownBy(() -> outputs.pending(List.of(inPlace), existing, outputs::labels))
                    .hasMessage("the labelmap would replace the input " + folder.resolve("scan.nii.gz")
                            + " (give another folder with --out)");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> CaseOutputs.in(file.resolve("out")))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.CANNOT_WRITE))
                .hasMessageStartingWith("output folder " + file.resolve("out") + " cannot be made: ");
    }
}
