package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.foldlink.files.PythonPeer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of an abdominal CT in Chromium; the pictures stay in {@code target/page/abdomen}. */
@Tag("peers")
class ViewPeersTest {

    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("foldlink.root")));

    @TempDir
    Path folder;

    @Test
    void aRealAbdominalCtWhereItIsThereElseAPhantomIsShownWithoutErrorBelowTwelveMegabytes()
            throws IOException, InterruptedException {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = (set == null ? ROOT.resolve("../shared/data") : Path.of(set)).resolve("abdomen-ct");
        Path scan = data.resolve("example_ct.nii.gz");
        Path labels = data.resolve("example_seg_fast_force_split.nii.gz");
        String names =
                "1 spleen\n2 kidney_right\n3 kidney_left\n4 gallbladder\n5 liver\n6 stomach\n7 pancreas\n52 aorta\n";
        String only = "1,2,3,4,5,6,7,52";
        if (!Files.exists(scan)) {
            PhantomCase phantom = AbdomenPhantom.generate(PhantomSpec.training(3));
            scan = folder.resolve("phantom.nii.gz");
            labels = folder.resolve("labels.nii.gz");
            VolumeFiles.write(scan, phantom.image());
            VolumeFiles.write(labels, phantom.labels());
            names = "1 liver\n2 kidney_right\n3 kidney_left\n4 spleen\n5 pancreas\n6 aorta\n7 lesion\n8 spine\n";
            only = "1,2,3,4,5,6,7,8";
        }
        Path named = Files.writeString(folder.resolve("names.txt"), names);
        Path page = folder.resolve("page.html");
        Ran ran = Ran.foldlink(
                "view",
                scan.toString(),
                "--labels",
                labels.toString(),
                "--names",
                named.toString(),
                "--only",
                only,
                "--out",
                page.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(Files.size(page)).isLessThan(12_000_000);
        PythonPeer peer = PythonPeer.start();
        PythonPeer.setUp("setup-chromium.sh");
        JsonNode found = new ObjectMapper()
                .readTree(peer.run(
                        "page.py",
                        page.toString(),
                        ROOT.resolve("bridge-server/target/page/abdomen").toString()));
        assertThat(found.path("errors")).isEmpty();
        assertThat(found.path("requests")).hasSize(1);
        assertThat(found.path("rows")).hasSize(8);
        assertThat(found.path("scene").path("shades").asInt()).isGreaterThan(500);
        for (String panel : new String[] {"axial", "coronal", "sagittal", "render"}) {
            assertThat(found.path("slices").path("shades").path(panel).asInt())
                    .as(panel)
                    .isGreaterThan(200);
        }
        assertThat(found.path("reduced").asText()).isEmpty();
    }
}
