package org.foldlink.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/decisions/nifti.md, one test each. */
class NiftiRulesTest {

    @TempDir
    Path folder;

    private NiftiImage read(VoxelType type, java.util.function.Consumer<ByteBuffer> patch) throws IOException {
        return NiftiFile.read(Patched.file(folder, type, patch));
    }

    private static double[] original(VoxelType type) {
        return Grids.values(Patched.volume(type));
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void theOtherByteOrder(VoxelType type) throws IOException {
        byte[] swapped = Patched.swapped(Patched.bytes(folder, type), type.bytes());
        NiftiImage image = NiftiFile.read(Files.write(folder.resolve("case.nii"), swapped));
        assertThat(image.volume().type()).isEqualTo(type);
        assertThat(Grids.values(image.volume())).containsExactly(original(type));
        assertThat(image.volume().grid()).isEqualTo(Patched.GRID);
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void theSformHoldsAndADisagreeingQformIsWorthAWarning() throws IOException {
        NiftiImage image =
                read(VoxelType.INT16, h -> h.putFloat(Patched.SROW + 12, 110).putShort(Patched.SFORM_CODE, (short) 2));
        assertThat(image.volume().grid().indexToRas().translation()).isEqualTo(new Vec3(110, 50, -30));
        assertThat(image.warnings())
                .containsExactly(
                        "qform and sform disagree by 10.0 at a corner of the grid: the sform (code 2) was taken");
        assertThat(image.sformCode()).isEqualTo(2);
    }

    @Test
    void aQformThatDiffersByLessThanAQuarterVoxelIsNoDisagreement() throws IOException {
        NiftiImage image = read(VoxelType.INT16, h -> h.putFloat(Patched.SROW + 12, 100.1f));
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void theQformHoldsWhereTheSformCodeIs0() throws IOException {
        NiftiImage image = read(
                VoxelType.INT16, h -> h.putShort(Patched.SFORM_CODE, (short) 0).putFloat(Patched.SROW + 12, 999));
        assertThat(image.volume().grid().matches(Patched.GRID, 1e-5)).isTrue();
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void theQformHoldsWhereTheSformIsSingular() throws IOException {
        NiftiImage image = read(VoxelType.INT16, h -> h.putFloat(Patched.SROW, 0));
        assertThat(image.volume().grid().matches(Patched.GRID, 1e-5)).isTrue();
        assertThat(image.warnings()).containsExactly("sform is singular: the qform was taken");
    }

    @Test
    void anUnusableQformBesideASformIsWorthAWarning() throws IOException {
        NiftiImage image = read(VoxelType.INT16, h -> h.putFloat(Patched.QUATERN_B, Float.NaN));
        assertThat(image.volume().grid()).isEqualTo(Patched.GRID);
        assertThat(image.warnings())
                .containsExactly(
                        "qform is not usable and the sform was taken: quatern_b, quatern_c, quatern_d hold a value that is not"
                                + " finite (expected numbers)");
    }

    @Test
    void bothCodes0GiveTheSpacingCentredAt0WithIToTheLeft() throws IOException {
        NiftiImage image = read(
                VoxelType.INT16,
                h -> h.putShort(Patched.SFORM_CODE, (short) 0).putShort(Patched.QFORM_CODE, (short) 0));
        Affine a = image.volume().grid().indexToRas();
        assertThat(a.i()).isEqualTo(new Vec3(-0.5, 0, 0));
        assertThat(a.j()).isEqualTo(new Vec3(0, 0.5, 0));
        assertThat(a.k()).isEqualTo(new Vec3(0, 0, 2));
        assertThat(image.volume().grid().centre()).isEqualTo(Vec3.ZERO);
        assertThat(image.warnings())
                .containsExactly(
                        "qform_code and sform_code are 0: orientation and position are unknown; i was taken to run to the left,"
                                + " j to the front, k up, with the grid's centre at 0");
    }

    @Test
    void aNegativeQfacFlipsK() throws IOException {
        NiftiImage image = read(
                VoxelType.INT16, h -> h.putShort(Patched.SFORM_CODE, (short) 0).putFloat(Patched.PIXDIM, -1));
        assertThat(image.volume().grid().indexToRas().k().z()).isCloseTo(-2, within(1e-6));
    }

    @Test
    void qfac0IsTakenFor1() throws IOException {
        NiftiImage image = read(
                VoxelType.INT16, h -> h.putShort(Patched.SFORM_CODE, (short) 0).putFloat(Patched.PIXDIM, 0));
        assertThat(image.volume().grid().matches(Patched.GRID, 1e-5)).isTrue();
    }

    @Test
    void aNegativeSpacingLosesItsSign() throws IOException {
        NiftiImage image = read(
                VoxelType.INT16, h -> h.putShort(Patched.SFORM_CODE, (short) 0).putFloat(Patched.PIXDIM + 4, -0.5f));
        assertThat(image.volume().grid().matches(Patched.GRID, 1e-5)).isTrue();
        assertThat(image.warnings())
                .containsExactly("pixdim[1] = -0.5 (expected a positive spacing): its sign was dropped");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void metresAndMicronsBecomeMillimetres(int unit) throws IOException {
        double factor = unit == 1 ? 1000 : 0.001;
        NiftiImage image = read(VoxelType.INT16, h -> h.put(Patched.UNITS, (byte) (unit | 8)));
        Affine a = image.volume().grid().indexToRas();
        assertThat(a.i().x()).isCloseTo(-0.5 * factor, within(1e-9 * factor));
        assertThat(a.k().z()).isCloseTo(2 * factor, within(1e-9 * factor));
        assertThat(a.translation().x()).isCloseTo(100 * factor, within(1e-6 * factor));
        assertThat(image.warnings())
                .containsExactly(
                        unit == 1
                                ? "xyzt_units is metre: lengths were multiplied by 1000"
                                : "xyzt_units is micron: lengths were divided by 1000");
    }

    @Test
    void anUnknownUnitIsMillimetres() throws IOException {
        assertThat(read(VoxelType.INT16, h -> h.put(Patched.UNITS, (byte) 0)).warnings())
                .isEmpty();
        assertThat(read(VoxelType.INT16, h -> h.put(Patched.UNITS, (byte) 5)).warnings())
                .containsExactly(
                        "xyzt_units = 5 (expected 0 unknown, 1 metre, 2 millimetre or 3 micron): millimetres were taken");
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void slopeAndInterceptGiveFloats(VoxelType type) throws IOException {
        NiftiImage image = read(type, h -> h.putFloat(Patched.SLOPE, 2.5f).putFloat(Patched.INTER, -1024));
        boolean narrow = type.bytes() <= 2 || type == VoxelType.FLOAT32;
        assertThat(image.volume().type()).isEqualTo(narrow ? VoxelType.FLOAT32 : VoxelType.FLOAT64);
        double[] expected = Arrays.stream(original(type))
                .map(v -> narrow ? (float) (v * 2.5 - 1024) : v * 2.5 - 1024)
                .toArray();
        assertThat(Grids.values(image.volume())).containsExactly(expected);
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void noScalingKeepsTheType() throws IOException {
        assertUnscaled(read(VoxelType.INT16, h -> h.putFloat(Patched.SLOPE, 0).putFloat(Patched.INTER, 7)), 0);
        assertUnscaled(read(VoxelType.INT16, h -> h.putFloat(Patched.SLOPE, 1).putFloat(Patched.INTER, 0)), 0);
        NiftiImage nan =
                read(VoxelType.INT16, h -> h.putFloat(Patched.SLOPE, Float.NaN).putFloat(Patched.INTER, Float.NaN));
        assertUnscaled(nan, 1);
        assertThat(nan.warnings()).containsExactly("scl_slope = NaN: the voxels were taken unscaled");
    }

    private static void assertUnscaled(NiftiImage image, int warnings) {
        assertThat(image.volume().type()).isEqualTo(VoxelType.INT16);
        assertThat(Grids.values(image.volume())).containsExactly(original(VoxelType.INT16));
        assertThat(image.warnings()).hasSize(warnings);
    }

    private NiftiImage longs(int datatype, long... values) throws IOException {
        return read(VoxelType.FLOAT64, h -> {
            h.putShort(Patched.DATATYPE, (short) datatype);
            for (int n = 0; n < values.length; n++) {
                h.putLong(352 + 8 * n, values[n]);
            }
            for (int n = values.length; n < 24; n++) {
                h.putLong(352 + 8 * n, n);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1280})
    void smallInt64BecomesInt32(int datatype) throws IOException {
        NiftiImage image = longs(datatype, 5, Integer.MAX_VALUE, 0);
        assertThat(image.volume().type()).isEqualTo(VoxelType.INT32);
        assertThat(Arrays.copyOf(Grids.values(image.volume()), 4)).containsExactly(5, Integer.MAX_VALUE, 0, 3);
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void largeInt64BecomesFloat64WhereThatIsExact() throws IOException {
        NiftiImage image = longs(1024, -(1L << 53), 1L << 53, -1);
        assertThat(image.volume().type()).isEqualTo(VoxelType.FLOAT64);
        assertThat(Arrays.copyOf(Grids.values(image.volume()), 3)).containsExactly(-0x1p53, 0x1p53, -1);
        assertThat(image.warnings()).containsExactly("int64 voxels are held as FLOAT64, exactly");
    }

    @Test
    void inexactInt64IsRefused() {
        assertThatThrownBy(() -> longs(1024, (1L << 53) + 1))
                .hasMessage(
                        "case.nii: a voxel of type int64 = 9007199254740993 (expected at most 2^53 in size, which a double holds"
                                + " exactly)");
        assertThatThrownBy(() -> longs(1280, -1L))
                .hasMessage(
                        "case.nii: a voxel of type uint64 = 18446744073709551615 (expected at most 2^53 in size, which a double"
                                + " holds exactly)");
    }

    @Test
    void aFourthAxisOfOneIsAVolume() throws IOException {
        NiftiImage image = read(VoxelType.INT16, h -> h.putShort(Patched.DIM, (short) 5));
        assertThat(image.volume().grid()).isEqualTo(Patched.GRID);
        assertThat(image.warnings()).isEmpty();
    }

    @Test
    void aSingleSliceOfTwoAxesIsAVolume() throws IOException {
        NiftiImage image =
                read(VoxelType.INT16, h -> h.putShort(Patched.DIM, (short) 2).putShort(Patched.DIM + 6, (short) 0));
        assertThat(image.volume().grid().sizeK()).isEqualTo(1);
        assertThat(image.warnings()).containsExactly("the file goes on after its voxels: the rest was not read");
    }

    @Test
    void extensionsAreSkippedAndVoxOffset0Is352() throws IOException {
        byte[] sound = Patched.bytes(folder, VoxelType.INT16);
        ByteBuffer extended = ByteBuffer.allocate(sound.length + 32).order(ByteOrder.nativeOrder());
        extended.put(sound, 0, 352).put(348, (byte) 1).put(new byte[32]).put(sound, 352, sound.length - 352);
        extended.putInt(352, 32).putInt(356, 6).putFloat(Patched.VOX_OFFSET, 384);
        NiftiImage image = NiftiFile.read(Files.write(folder.resolve("case.nii"), extended.array()));
        assertUnscaled(image, 0);
        NiftiImage zero = read(VoxelType.INT16, h -> h.putFloat(Patched.VOX_OFFSET, 0));
        assertUnscaled(zero, 1);
        assertThat(zero.warnings()).containsExactly("vox_offset = 0 (expected 352 or more): 352 was taken");
    }

    @Test
    void aWrongBitpixGivesWayToTheDatatype() throws IOException {
        NiftiImage image = read(VoxelType.INT16, h -> h.putShort(Patched.BITPIX, (short) 8));
        assertUnscaled(image, 1);
        assertThat(image.warnings()).containsExactly("bitpix = 8 (expected 16 for datatype 4): the datatype was taken");
    }

    @Test
    void aPairIsReadFromEitherOfItsFiles() throws IOException {
        byte[] sound = Patched.bytes(folder, VoxelType.INT16);
        ByteBuffer.wrap(sound)
                .order(ByteOrder.nativeOrder())
                .putFloat(Patched.VOX_OFFSET, 0)
                .put(Patched.MAGIC + 1, (byte) 'i');
        Files.write(folder.resolve("pair.hdr"), Arrays.copyOf(sound, 348));
        Files.write(folder.resolve("pair.img"), Arrays.copyOfRange(sound, 352, sound.length));
        for (String name : new String[] {"pair.hdr", "pair.img"}) {
            NiftiImage image = NiftiFile.read(folder.resolve(name));
            assertUnscaled(image, 0);
            assertThat(image.volume().grid()).isEqualTo(Patched.GRID);
        }
    }

    @Test
    void aShearedVolumeIsWrittenWithTheSformAlone() throws IOException {
        Affine sheared = new Affine(new Vec3(1, 0, 0), new Vec3(5e-4, 1, 0), new Vec3(0, 0, 2), Vec3.ZERO);
        Volume volume = Grids.volume(new Grid(3, 3, 3, sheared), VoxelType.UINT8, 1);
        Path file = folder.resolve("case.nii");
        NiftiFile.write(file, volume);
        NiftiImage image = NiftiFile.read(file);
        assertThat(image.qformCode()).isZero();
        assertThat(image.sformCode()).isEqualTo(1);
        assertThat(image.volume().grid().matches(volume.grid(), 1e-6)).isTrue();
    }

    @Test
    void aDescriptionIsRead() throws IOException {
        assertThat(read(VoxelType.INT16, h -> h.put(148, (byte) 'T').put(149, (byte) '1'))
                        .description())
                .isEqualTo("T1ldLink. Not for clinical use.");
    }

    @Test
    void writingReplacesTheWholeFileAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("v.nii.gz");
        NiftiFile.write(file, Patched.volume(VoxelType.FLOAT64));
        NiftiFile.write(file, Patched.volume(VoxelType.UINT8));
        assertThat(NiftiFile.read(file).volume().type()).isEqualTo(VoxelType.UINT8);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
