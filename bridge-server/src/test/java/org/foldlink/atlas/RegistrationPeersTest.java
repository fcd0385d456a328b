package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.files.PythonPeer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.parity.PeerPython;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SimpleITK's affine registration by Mattes' mutual information finds the same maps, from where it converges: brains that lie nearly right. */
@Tag("peers")
class RegistrationPeersTest {

    /** At the lobes. */
    private static final double MM = 3;

    @TempDir
    Path folder;

    @Test
    void aGeneratedBrain() throws Exception {
        Vec3 centre = new Vec3(0, -18, 10);
        Grid grid = Warp.grid(90, 108, 90, new Vec3(2, 2, 2), Vec3.ZERO, centre);
        List<Volume> channels = BrainPhantom.generate(12, grid).channels();
        Volume template = channels.get(MrSequence.T1.channel());
        Affine map = Warp.map(centre, new Vec3(6, 4, -5), new Vec3(1.05, 0.97, 1), Vec3.ZERO, new Vec3(10, 5, -20));
        Grid to = Warp.grid(
                100,
                115,
                70,
                new Vec3(-2, 2, 3),
                new Vec3(0, 5, 0),
                map.inverse().apply(centre));
        Path file = folder.resolve("template.nii.gz");
        VolumeFiles.write(file, template);
        Map<Path, Volume> images = new LinkedHashMap<>();
        for (MrSequence sequence : List.of(MrSequence.T1, MrSequence.FLAIR)) {
            Volume image = Warp.resample(channels.get(sequence.channel()), to, map);
            Path at = folder.resolve(sequence.term() + ".nii.gz");
            VolumeFiles.write(at, image);
            images.put(at, image);
        }
        compare(file, template, images);
    }

    @Test
    void realBrainsWhereTheDataIs() throws Exception {
        Optional<Path> data = PeerPython.sharedData();
        if (data.isEmpty()) {
            return;
        }
        Path template = data.get().resolve("atlas/talairach/sample_image.nii.gz");
        Map<Path, Volume> images = new LinkedHashMap<>();
        for (String name : List.of(
                "atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz",
                "glioma-mr/TCGA-DU-7294/t2.nii.gz",
                "glioma-mr/TCGA-DU-7294/fla.nii.gz")) {
            Path file = data.get().resolve(name);
            images.put(file, VolumeFiles.read(file).volume());
        }
        compare(template, VolumeFiles.read(template).volume(), images);
    }

    private static void compare(Path templateFile, Volume template, Map<Path, Volume> images)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(templateFile.toString()));
        images.keySet().forEach(file -> arguments.add(file.toString()));
        String said = PythonPeer.start().run("registration.py", arguments.toArray(String[]::new));
        JsonNode results = new ObjectMapper().readTree(said).path("results");
        assertThat(results).hasSize(images.size());
        BrainAtlas atlas = AtlasRegistrationTest.atlas(template);
        int n = 0;
        for (Volume image : images.values()) {
            double[] rows = new ObjectMapper().convertValue(results.get(n++).path("rows"), double[].class);
            Affine theirs = Affine.ofRows(rows).inverse();
            Registered ours = AtlasRegistration.register(image, Optional.empty(), atlas);
            assertThat(ours.trusted()).isTrue();
            assertThat(Warp.error(ours.imageToAtlas(), theirs, Warp.LOBES)[1]).isLessThan(MM);
        }
    }
}
