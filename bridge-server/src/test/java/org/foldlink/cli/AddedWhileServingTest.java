package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.TestModels;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge that runs while models are added and removed by commands of their own. */
class AddedWhileServingTest {

    private static final String ID = "nnUNetTrainer__nnUNetPlans__3d_fullres";

    @TempDir
    Path folder;

    private Path scan() throws IOException {
        Volume volume = Volume.allocate(new Grid(8, 7, 6, Affine.ofSpacing(1, 1, 1, Vec3.ZERO)), VoxelType.FLOAT32);
        volume.voxels().set(volume.grid().index(2, 3, 4), 1);
        Path file = folder.resolve("scan.nii.gz");
        NiftiFile.write(file, volume);
        return file;
    }

    private Ran send(RunningBridge bridge, Path scan) {
        String port = Integer.toString(bridge.address().port());
        String out = folder.resolve("out").toString();
        return Ran.foldlink("send", "-q", "--force", "-m", ID, "--port", port, "--out", out, scan.toString());
    }

    @Test
    void aModelIsServedOnceItIsAddedAndNoLongerWhenItIsRemoved() throws Exception {
        Path store = Files.createDirectories(folder.resolve("store"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path scan = scan();
        String text = "port = 0, threads = 1, models = [\"" + store + "\", \"" + empty + "\"]";
        try (RunningBridge bridge = RunningBridge.start(ConfigFile.of(ConfigFactory.parseString(text), Path.of("")))) {
            Ran before = send(bridge, scan);
            assertThat(before.exit()).isNotZero();
            assertThat(before.err()).contains(ID);

            Path source = TestModels.model().write(folder, "threshold").folder();
            Ran added = Ran.foldlink("models", "add", source.toString(), "--models", store.toString());
            assertThat(added.err()).isEmpty();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> send(bridge, scan).exit() == 0);
            assertThat(NiftiFile.read(folder.resolve("out/scan.nii.gz"))
                            .volume()
                            .at(2, 3, 4))
                    .isEqualTo(1);

            Ran.foldlink("models", "remove", ID, "--yes", "--models", store.toString());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> send(bridge, scan).exit() != 0);
        }
        assertThat(store.resolve(ID)).doesNotExist();
    }
}
