package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.parity.PeerPython;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TalairachAtlasTest {

    private static final List<List<String>> LEVELS = List.of(
            List.of("", "", "", "", ""),
            List.of("Left Cerebrum", "Frontal Lobe", "", "", ""),
            List.of("Right Cerebrum", "Frontal Lobe", "", "", ""),
            List.of("Right Cerebrum", "Insula", "", "", ""));

    @TempDir
    Path folder;

    /** From x = +20 to -20, as the file's axis runs; voxel 0 is the right end. */
    private static BrainAtlas row(int... codes) {
        Grid grid =
                new Grid(codes.length, 1, 1, Affine.ofSpacing(-40.0 / (codes.length - 1), 1, 1, new Vec3(20, 0, 0)));
        Volume labels = Volume.allocate(grid, VoxelType.INT16);
        for (int i = 0; i < codes.length; i++) {
            labels.voxels().set(i, codes[i]);
        }
        return TalairachAtlas.of(LEVELS, labels, labels);
    }

    @Test
    void codesAreUnsignedAndKeepTheirVoxels() {
        BrainAtlas atlas = row(2, 3, 0, 1, 1);
        assertThat(atlas.labels().type()).isEqualTo(VoxelType.UINT16);
        AtlasProbe probe = AtlasProbe.of(atlas);
        assertThat(probe.at(new Vec3(20, 0, 0))).contains(new TumourSite.Place("frontal_lobe", Side.RIGHT));
        assertThat(probe.at(new Vec3(10, 0, 0))).contains(new TumourSite.Place("insula", Side.RIGHT));
        assertThat(probe.at(Vec3.ZERO)).isEmpty();
        assertThat(probe.at(new Vec3(-10, 0, 0))).contains(new TumourSite.Place("frontal_lobe", Side.LEFT));
    }

    @Test
    void aLabelAstrayInTheOtherHemisphereGetsItsPartnersNameOrNone() {
        AtlasProbe probe = AtlasProbe.of(row(1, 2, 1, 2, 3));
        assertThat(probe.at(new Vec3(20, 0, 0))).contains(new TumourSite.Place("frontal_lobe", Side.RIGHT));
        assertThat(probe.at(Vec3.ZERO)).contains(new TumourSite.Place("frontal_lobe", Side.LEFT));
        assertThat(probe.at(new Vec3(-10, 0, 0))).contains(new TumourSite.Place("frontal_lobe", Side.LEFT));
        assertThat(probe.at(new Vec3(-20, 0, 0))).isEmpty();
    }

    @Test
    void aMissingFileIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> TalairachAtlas.read(folder))
                .isInstanceOf(AtlasException.class)
                .hasMessage("atlas file " + folder.resolve("Talairach_labels_1mm.nii.gz")
                        + " is missing (expected all of the Talairach atlas's files): ./foldlink setup atlas --force"
                        + " brings them");
    }

    @Test
    void anotherFileIsRefusedByItsChecksum() throws Exception {
        Path labels = Files.writeString(folder.resolve("Talairach_labels_1mm.nii.gz"), "other");
        assertThatThrownBy(() -> TalairachAtlas.read(folder))
                .isInstanceOf(AtlasException.class)
                .hasMessage("atlas file " + labels + " has SHA-256"
                        + " d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa (expected"
                        + " 7ce4b565d631fbda2d1d955d1922d8e52dc78891fc48e1971972bc65bcc734f4): it is damaged or another"
                        + " version; ./foldlink setup atlas --force brings it anew");
    }

    @Test
    void theRealAtlasHasItsFrameAndKeepsLeftLeftWhereTheSharedDataIsElseTheRowAboveDoes() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        BrainAtlas atlas =
                shared.isPresent() ? TalairachAtlas.read(shared.get().resolve("atlas/talairach")) : row(2, 3, 0, 1, 1);
        if (shared.isPresent()) {
            assertThat(atlas.coarse()).isFalse();
            assertThat(atlas.space()).isEqualTo(AtlasSpace.TALAIRACH);
            assertThat(atlas.labels().grid())
                    .isEqualTo(new Grid(141, 172, 110, Affine.ofSpacing(-1, 1, 1, new Vec3(70, -102, -42))));
            assertThat(atlas.template().grid())
                    .isEqualTo(new Grid(161, 191, 151, Affine.ofSpacing(-1, -1, -1, new Vec3(80, 80, 85))));
            assertThat(atlas.places()).hasSize(660);
        }
        Grid grid = atlas.labels().grid();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    double x = grid.indexToRas().apply(i, j, k).x();
                    Side side = atlas.places()
                            .get((int) atlas.labels().at(i, j, k))
                            .map(TumourSite.Place::side)
                            .orElse(Side.MIDLINE);
                    if ((side == Side.LEFT && x > 4) || (side == Side.RIGHT && x < -4)) {
                        throw new AssertionError(side + " at x = " + x);
                    }
                }
            }
        }
    }

    /** Figures that docs/atlas.md states. */
    @Test
    void howFarTheLabelsFillTheRealBrainWhereTheSharedDataIs() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isEmpty()) {
            return; // There is nothing to measure: the generated atlas is full by construction.
        }
        AtlasProbe atlas = AtlasProbe.of(TalairachAtlas.read(shared.get().resolve("atlas/talairach")));
        Grid grid = atlas.atlas().template().grid();
        long brain = 0;
        long named = 0;
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    if (atlas.atlas().template().at(i, j, k) > 0) {
                        brain++;
                        if (atlas.at(grid.indexToRas().apply(i, j, k)).isPresent()) {
                            named++;
                        }
                    }
                }
            }
        }
        System.out.printf(
                "Talairach labels name %.3f of the template's brain of %d ml%n", (double) named / brain, brain / 1000);
        assertThat((double) named / brain).isBetween(0.92, 0.93);
    }
}
