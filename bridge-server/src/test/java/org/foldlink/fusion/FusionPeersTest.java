package org.foldlink.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.foldlink.files.PythonPeer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SimpleITK's LabelVoting, STAPLE and MultiLabelSTAPLE fuse the same files. */
@Tag("peers")
class FusionPeersTest {

    @TempDir
    Path folder;

    private long differing(Volume ours, String file) throws IOException {
        Volume theirs = VolumeFiles.read(folder.resolve(file)).volume();
        long n = 0;
        for (long v = 0; v < ours.grid().count(); v++) {
            n += ours.voxels().get(v) == theirs.voxels().get(v) ? 0 : 1;
        }
        return n;
    }

    @Test
    void generatedRaters() throws Exception {
        Volume truth = Opinions.truth(48);
        List<Member> raters = new ArrayList<>();
        double[] right = {0.95, 0.9, 0.85, 0.8, 0.6};
        Path masks = Files.createDirectories(folder.resolve("masks"));
        for (int m = 0; m < right.length; m++) {
            raters.add(Opinions.rater(m + ".nii.gz", truth, right[m], 3, m));
            VolumeFiles.write(masks.resolve(m + ".nii.gz"), raters.get(m).labels());
        }
        compare(masks, raters, 3);
    }

    /** Five networks on a real glioma; without the shared data four generated raters. */
    @Test
    void theGliomaWhereTheSharedDataAreElseFourGeneratedRaters() throws Exception {
        Optional<Path> glioma = Opinions.glioma();
        if (glioma.isEmpty()) {
            Volume truth = Opinions.truth(32);
            List<Member> raters = new ArrayList<>();
            for (int m = 0; m < 4; m++) {
                raters.add(Opinions.rater(m + ".nii.gz", truth, 0.9, 4, m));
                VolumeFiles.write(
                        folder.resolve("m" + m + ".nii.gz"), raters.get(m).labels());
            }
            compare(folder, raters, 4);
            return;
        }
        List<Member> members = Opinions.members(glioma.get());
        compare(glioma.get().resolve("members"), members, 5);
    }

    /** @param labels of theirs: 0 to the greatest */
    private void compare(Path masks, List<Member> raters, int labels) throws Exception {
        JsonNode theirs =
                new ObjectMapper().readTree(PythonPeer.start().run("fusion.py", masks.toString(), folder.toString()));
        votes(raters);
        Staple.Estimate ours = Staple.fuse(raters);
        assertThat(differing(ours.labels(), "multi.nii.gz")).isZero();
        confusion(theirs, ours, labels);
        binary(raters, theirs);
    }

    /** Theirs has the label with most votes, background's too; where that is more than half, it is ours. */
    private void votes(List<Member> raters) throws IOException {
        Volume theirs = VolumeFiles.read(folder.resolve("voting.nii.gz")).volume();
        Volume ours = Majority.fuse(raters, Majority.moreThanHalf(raters.size()));
        for (long v = 0; v < theirs.grid().count(); v++) {
            double label = theirs.voxels().get(v);
            long n = v;
            long votes = raters.stream()
                    .filter(m -> m.labels().voxels().get(n) == label)
                    .count();
            double expected = 2 * votes > raters.size() ? label : 0;
            if (ours.voxels().get(v) != expected) {
                assertThat(ours.voxels().get(v)).as("voxel %d", v).isEqualTo(expected);
            }
        }
    }

    /** Of any label against none. */
    private void binary(List<Member> raters, JsonNode theirs) throws IOException {
        List<Member> any = new ArrayList<>();
        for (Member m : raters) {
            Volume v = Volume.allocate(m.labels().grid(), VoxelType.UINT8);
            for (long n = 0; n < v.grid().count(); n++) {
                v.voxels().set(n, m.labels().voxels().get(n) > 0 ? 1 : 0);
            }
            any.add(new Member(m.name(), v));
        }
        Staple.Estimate ours = Staple.fuse(any);
        assertThat(differing(ours.labels(), "binary.nii.gz")).isZero();
        for (int m = 0; m < raters.size(); m++) {
            Staple.Reliability r =
                    Objects.requireNonNull(ours.raters().get(m).labels().get(1));
            assertThat(r.sensitivity())
                    .isCloseTo(theirs.path("sensitivity").path(m).asDouble(), within(1e-5));
            assertThat(r.specificity())
                    .isCloseTo(theirs.path("specificity").path(m).asDouble(), within(1e-6));
        }
    }

    /** The diagonal of each confusion matrix is the sensitivity. */
    private static void confusion(JsonNode theirs, Staple.Estimate ours, int labels) {
        for (int m = 0; m < ours.raters().size(); m++) {
            for (Map.Entry<Integer, Staple.Reliability> own :
                    ours.raters().get(m).labels().entrySet()) {
                int l = own.getKey();
                double their =
                        theirs.path("confusion").path(m).path(l * labels + l).asDouble();
                double sensitivity = own.getValue().sensitivity();
                // Theirs is 0 of a label that is never the truth.
                assertThat(Double.isNaN(sensitivity) ? 0 : sensitivity).isCloseTo(their, within(1e-5));
            }
        }
    }
}
