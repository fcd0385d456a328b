package org.foldlink.nifti;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void everyTypeAndGridComesBack(VoxelType type) throws IOException {
        for (Grid grid : Grids.of(type.bytes())) {
            Volume volume = Grids.volume(grid, type, 7);
            for (String name : new String[] {"v.nii", "v.nii.gz"}) {
                Path file = folder.resolve(name);
                NiftiFile.write(file, volume);
                NiftiImage back = NiftiFile.read(file);
                assertThat(back.volume().type()).isEqualTo(type);
                assertThat(Grids.values(back.volume())).containsExactly(Grids.values(volume));
                assertThat(back.volume().grid().matches(grid, 2e-5)).isTrue();
                assertThat(back.warnings()).isEmpty();
                assertThat(back.version()).isEqualTo(1);
                assertThat(back.sformCode()).isEqualTo(1);
                assertThat(back.qformCode()).isEqualTo(1);
            }
        }
        assertThat(leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"long.nii", "long.nii.gz"})
    void anAxisBeyond32767MakesNifti2(String name) throws IOException {
        Affine oblique = new Affine(
                new Vec3(0.6, 0.8, 0), new Vec3(-0.8, 0.6, 0), new Vec3(0, 0, 2), new Vec3(1, 2, 1e7 + 0.123));
        Volume volume = Grids.volume(new Grid(40_000, 2, 1, oblique), VoxelType.INT16, 3);
        Path file = folder.resolve(name);
        NiftiFile.write(file, volume);
        NiftiImage back = NiftiFile.read(file);
        assertThat(back.version()).isEqualTo(2);
        assertThat(back.volume().grid()).isEqualTo(volume.grid());
        assertThat(Grids.values(back.volume())).containsExactly(Grids.values(volume));
        assertThat(back.warnings()).isEmpty();
    }

    private Stream<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".part")).toList().stream();
        }
    }
}
