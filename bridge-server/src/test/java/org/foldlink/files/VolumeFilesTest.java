package org.foldlink.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.nrrd.NrrdFile;
import org.foldlink.nrrd.Segment;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeFilesTest {

    @TempDir
    Path folder;

    private final Volume volume = Grids.volume(Grids.of(1).get(1), VoxelType.UINT16, 2);

    @ParameterizedTest
    @ValueSource(strings = {"a.nii", "a.nii.gz", "A.NII.GZ", "a.b.nrrd", "a.nhdr"})
    void theNameChoosesTheFormat(String name) throws IOException {
        Path file = folder.resolve(name);
        VolumeFiles.write(file, volume);
        VolumeFile back = VolumeFiles.read(file);
        assertThat(Grids.values(back.volume())).containsExactly(Grids.values(volume));
        assertThat(back.volume().grid().matches(volume.grid(), 1e-4)).isTrue();
        assertThat(back.warnings()).isEmpty();
    }

    @Test
    void aSegmentationTakesItsSegments() throws IOException {
        Path file = folder.resolve("a.seg.nrrd");
        VolumeFiles.writeLabels(file, volume, List.of(new Segment(1, "liver", 1, 2, 3)));
        assertThat(NrrdFile.read(file).keyValues()).containsEntry("Segment0_Name", "liver");
        VolumeFiles.writeLabels(folder.resolve("a.nii.gz"), volume, List.of());
        assertThatThrownBy(() -> VolumeFiles.write(file, volume))
                .hasMessage("cannot write " + file
                        + ": a .seg.nrrd needs names and colours (expected a labelmap with segments)");
    }

    @Test
    void anUnknownNameListsWhatIsRead() {
        Path file = folder.resolve("scan.mha");
        assertThatThrownBy(() -> VolumeFiles.read(file))
                .hasMessage(
                        "file name = scan.mha (expected it to end in .nii.gz, .hdr.gz, .img.gz, .nii, .hdr, .img, .nrrd, .nhdr)");
        assertThatThrownBy(() -> VolumeFiles.write(file, volume))
                .hasMessage("cannot write " + file
                        + ": file name = scan.mha (expected it to end in .nii.gz, .nii, .nrrd, .nhdr)");
    }
}
