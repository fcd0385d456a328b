package org.foldlink.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Grids;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad file has its own words. */
class NiftiBadFileTest {

    @TempDir
    Path folder;

    private static Arguments bad(String message, Consumer<ByteBuffer> patch) {
        return Arguments.of(message, patch);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                bad(
                        "sizeof_hdr = 349 (expected 348 for NIfTI-1 or 540 for NIfTI-2): this is not a NIfTI file",
                        h -> h.putInt(0, 349)),
                bad(
                        "magic is empty (expected \"n+1\" or \"ni1\"): this is an ANALYZE file, which does not state its orientation;"
                                + " convert it to NIfTI",
                        h -> h.putInt(Patched.MAGIC, 0)),
                bad(
                        "magic = \"n+7\" (expected \"n+1\" or \"ni1\"): this is not a NIfTI file",
                        h -> h.put(Patched.MAGIC + 2, (byte) '7')),
                bad("dim[0] = 0 (expected 1..7)", h -> h.putShort(Patched.DIM, (short) 0)),
                bad("dim[0] = 8 (expected 1..7)", h -> h.putShort(Patched.DIM, (short) 8)),
                bad("dim[1] = 0 (expected 1..32767)", h -> h.putShort(Patched.DIM + 2, (short) 0)),
                bad("dim[3] = -2 (expected 1..32767)", h -> h.putShort(Patched.DIM + 6, (short) -2)),
                bad(
                        "dim[4] = 20 (expected 1: one volume): this file holds a series of volumes; save the one to segment on its own",
                        h -> h.putShort(Patched.DIM, (short) 4).putShort(Patched.DIM + 8, (short) 20)),
                bad(
                        "datatype = 128 (RGB24) (expected one number a voxel: 8 to 64 bit integers, float32 or float64): a colour picture"
                                + " is no scan; load the scan it was made from",
                        h -> h.putShort(Patched.DATATYPE, (short) 128)),
                bad(
                        "datatype = 2304 (RGBA32) (expected one number a voxel: 8 to 64 bit integers, float32 or float64): a colour picture"
                                + " is no scan; load the scan it was made from",
                        h -> h.putShort(Patched.DATATYPE, (short) 2304)),
                bad(
                        "datatype = 32 (complex64) (expected one number a voxel: 8 to 64 bit integers, float32 or float64)",
                        h -> h.putShort(Patched.DATATYPE, (short) 32)),
                bad(
                        "datatype = 99 (expected one number a voxel: 8 to 64 bit integers, float32 or float64)",
                        h -> h.putShort(Patched.DATATYPE, (short) 99)),
                bad(
                        "vox_offset = 100 (expected a whole number of 352 or more)",
                        h -> h.putFloat(Patched.VOX_OFFSET, 100)),
                bad(
                        "vox_offset = NaN (expected a whole number of 352 or more)",
                        h -> h.putFloat(Patched.VOX_OFFSET, Float.NaN)),
                bad(
                        "vox_offset = 1000000 lies beyond the end of the file at 400",
                        h -> h.putFloat(Patched.VOX_OFFSET, 1_000_000)),
                bad(
                        "scl_inter = NaN with scl_slope = 2.0 (expected a finite intercept)",
                        h -> h.putFloat(Patched.SLOPE, 2).putFloat(Patched.INTER, Float.NaN)),
                bad(
                        "srow_x, srow_y, srow_z hold a value that is not finite (expected 12 numbers)",
                        h -> h.putFloat(Patched.SROW, Float.NaN)),
                bad(
                        "srow_x, srow_y, srow_z = a singular matrix (expected three independent directions): the file does not say where"
                                + " its voxels lie",
                        h -> h.putShort(Patched.QFORM_CODE, (short) 0).putFloat(Patched.SROW, 0)),
                bad(
                        "sform is sheared: two axes meet with a cosine of 0.1961 (expected orthogonal axes, 0.001 or less): resample it to"
                                + " an orthogonal grid",
                        h -> h.putFloat(Patched.SROW + 4, 0.1f)),
                bad(
                        "pixdim[2] = 0.0 (expected a positive spacing)",
                        h -> noSform(h).putFloat(Patched.PIXDIM + 8, 0)),
                bad(
                        "pixdim[2] = NaN (expected a positive spacing)",
                        h -> noSform(h).putFloat(Patched.PIXDIM + 8, Float.NaN)),
                bad(
                        "quatern_b, quatern_c, quatern_d have a squared length of 4.0000 (expected 1 or less)",
                        h -> noSform(h)
                                .putFloat(Patched.QUATERN_B, 2)
                                .putFloat(Patched.QUATERN_B + 4, 0)
                                .putFloat(Patched.QUATERN_B + 8, 0)),
                bad(
                        "quatern_b, quatern_c, quatern_d hold a value that is not finite (expected numbers)",
                        h -> noSform(h).putFloat(Patched.QUATERN_B, Float.POSITIVE_INFINITY)),
                bad(
                        "qoffset_x, qoffset_y, qoffset_z hold a value that is not finite (expected numbers)",
                        h -> noSform(h).putFloat(Patched.QUATERN_B + 12, Float.NaN)),
                bad(
                        "voxel data ends after 48 bytes (expected 65534: 32767 voxels of INT16): the file is truncated, copy it again",
                        h -> h.putShort(Patched.DIM + 2, Short.MAX_VALUE)
                                .putShort(Patched.DIM + 4, (short) 1)
                                .putShort(Patched.DIM + 6, (short) 1)));
    }

    private static ByteBuffer noSform(ByteBuffer h) {
        return h.putShort(Patched.SFORM_CODE, (short) 0);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void saysWhichFieldIsWrong(String message, Consumer<ByteBuffer> patch) throws IOException {
        Path file = Patched.file(folder, VoxelType.INT16, patch);
        assertThatThrownBy(() -> NiftiFile.read(file))
                .isInstanceOf(VolumeFormatException.class)
                .hasMessage("case.nii: " + message);
    }

    @Test
    void tooLongDimensionsOfNifti2() throws IOException {
        ByteBuffer h = ByteBuffer.allocate(544).order(ByteOrder.nativeOrder());
        h.putInt(0, 540).put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1A, '\n'});
        h.putShort(12, (short) 4).putShort(14, (short) 16);
        h.putLong(16, 3).putLong(24, 1L << 32).putLong(32, 2).putLong(40, 2);
        Path file = Files.write(folder.resolve("case.nii"), h.array());
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessage("case.nii: dim[1] = 4294967296 (expected 1..2147483647)");
        h.putDouble(112, 1).putDouble(120, 1).putDouble(128, 1);
        h.putLong(24, 1 << 20).putLong(32, 1 << 20).putLong(40, 1 << 20);
        Files.write(file, h.array());
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessage("case.nii: dim[1..3] = 1048576 x 1048576 x 1048576 voxels (expected at most 2^40)");
    }

    @Test
    void aHugeHeaderOverASmallFileIsRefusedBeforeMemoryIsTaken() throws IOException {
        Consumer<ByteBuffer> huge = h -> {
            for (int n = 1; n <= 3; n++) {
                h.putShort(Patched.DIM + 2 * n, (short) 10_000);
            }
        };
        Path plain = Patched.file(folder, VoxelType.INT16, huge);
        assertThatThrownBy(() -> NiftiFile.read(plain))
                .hasMessage(
                        "case.nii: voxel data ends after 48 bytes (expected 2000000000000: 1000000000000 voxels of INT16):"
                                + " the file is truncated, copy it again");
        Path zipped = gzip(Files.readAllBytes(plain));
        assertThatThrownBy(() -> NiftiFile.read(zipped))
                .hasMessage(
                        "case.nii.gz: voxel data of 2000000000000 bytes (1000000000000 voxels of INT16) lies beyond what "
                                + Files.size(zipped) + " bytes of gzip can hold (1032 to 1)");
    }

    @Test
    void notNiftiAtAll() throws IOException {
        Path text = Files.writeString(folder.resolve("case.nii"), "GET / HTTP/1.1\r\n\r\n");
        assertThatThrownBy(() -> NiftiFile.read(text))
                .isInstanceOf(VolumeFormatException.class)
                .hasMessage(
                        "case.nii: sizeof_hdr = 542393671 (expected 348 for NIfTI-1 or 540 for NIfTI-2): this is not a NIfTI file");
        Files.write(text, new byte[0]);
        assertThatThrownBy(() -> NiftiFile.read(text))
                .hasMessage(
                        "case.nii: sizeof_hdr = 0 (expected 348 for NIfTI-1 or 540 for NIfTI-2): this is not a NIfTI file");
        assertThatThrownBy(() -> NiftiFile.read(folder.resolve("none.nii")))
                .hasMessage(folder.resolve("none.nii") + ": no such file");
    }

    @Test
    void aFileCutAnywhereSaysItIsTruncated() throws IOException {
        byte[] sound = Patched.bytes(folder, VoxelType.INT16);
        Path file = folder.resolve("case.nii");
        Files.write(file, Arrays.copyOf(sound, 200));
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessage(
                        "case.nii: header ends after 200 bytes (expected 348): the file is truncated, copy it again");
        Files.write(file, Arrays.copyOf(sound, sound.length - 1));
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessage(
                        "case.nii: voxel data ends after 47 bytes (expected 48: 24 voxels of INT16): the file is truncated, copy it"
                                + " again");
        for (int length = 0; length < sound.length; length++) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> NiftiFile.read(file)).isInstanceOf(VolumeFormatException.class);
        }
    }

    @Test
    void aGzipCutAnywhereSaysItIsTruncated() throws IOException {
        byte[] zipped = Files.readAllBytes(gzip(Patched.bytes(folder, VoxelType.INT16)));
        Path file = folder.resolve("case.nii.gz");
        for (int length = 2; length < zipped.length; length++) {
            Files.write(file, Arrays.copyOf(zipped, length));
            assertThatThrownBy(() -> NiftiFile.read(file))
                    .isInstanceOf(VolumeFormatException.class)
                    .hasMessageMatching(
                            "case\\.nii\\.gz: gzip stream ends after \\d+ inflated bytes without its end mark: the file is"
                                    + " truncated, copy it again");
        }
    }

    @Test
    void damagedGzipNeverGivesOtherVoxels() throws IOException {
        byte[] zipped = Files.readAllBytes(gzip(Patched.bytes(folder, VoxelType.INT16)));
        Path file = folder.resolve("case.nii.gz");
        Random random = new Random(5);
        int refused = 0;
        for (int n = 0; n < 500; n++) {
            byte[] damaged = zipped.clone();
            // From byte 10: before it lie the time stamp and other bytes that gzip does not check.
            damaged[10 + random.nextInt(damaged.length - 10)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try {
                // A bit that deflate does not use may differ; a voxel may not.
                assertThat(Grids.values(NiftiFile.read(file).volume()))
                        .containsExactly(Grids.values(Patched.volume(VoxelType.INT16)));
            } catch (VolumeFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(450);
        byte[] sum = zipped.clone();
        sum[sum.length - 8] ^= 1;
        Files.write(file, sum);
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessageMatching(
                        "case\\.nii\\.gz: gzip checksum = [0-9a-f]{8} over 400 bytes \\(expected [0-9a-f]{8} over 400\\):"
                                + " copy the file again");
    }

    @Test
    void aSeededCorruptionIsAVolumeOrATypedError() throws IOException {
        byte[] sound = Patched.bytes(folder, VoxelType.INT16);
        Path file = folder.resolve("case.nii");
        Random random = new Random(17);
        int refused = 0;
        for (int n = 0; n < 2000; n++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(352)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                NiftiFile.read(file);
            } catch (VolumeFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 1900);
    }

    @Test
    void aSeededCorruptionOfNifti2IsAVolumeOrATypedError() throws IOException {
        Path file = folder.resolve("case.nii");
        NiftiFile.write(file, Grids.volume(new Grid(32768, 1, 1, Patched.GRID.indexToRas()), VoxelType.UINT8, 1));
        byte[] sound = Files.readAllBytes(file);
        assertThat(NiftiFile.read(file).version()).isEqualTo(2);
        Random random = new Random(19);
        int refused = 0;
        for (int n = 0; n < 1000; n++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(544)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                NiftiFile.read(file);
            } catch (VolumeFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(50, 950);
    }

    @Test
    void aVolumeBeyondJavasMemoryIsRefusedWithTheNumbers() throws IOException {
        Path file = Patched.file(
                folder,
                VoxelType.INT16,
                h -> h.putShort(Patched.DIM + 2, (short) 32_000)
                        .putShort(Patched.DIM + 4, (short) 32_000)
                        .putShort(Patched.DIM + 6, (short) 320));
        // A sparse file: 610 GiB long, a few bytes on the disk.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 352 + 2L * 32_000 * 32_000 * 320 - 1);
        }
        assertThatThrownBy(() -> NiftiFile.read(file))
                .isInstanceOf(VolumeFormatException.class)
                .hasMessageMatching(
                        "case\\.nii: memory is too small for the volume: its voxels take 625000 MiB, Java may take \\d+ MiB for"
                                + " voxels \\(start it with a larger -XX:MaxDirectMemorySize\\)");
    }

    @Test
    void aSpacingThatIsNoScansIsRefused() throws IOException {
        Path file = Patched.file(folder, VoxelType.INT16, h -> noSform(h).putFloat(Patched.PIXDIM + 4, 1e-30f));
        assertThatThrownBy(() -> NiftiFile.read(file))
                .hasMessageMatching(
                        "case\\.nii: qform gives a spacing of .*E-3\\d mm along i \\(expected 1e-6 to 1e6 mm\\)");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> NiftiFile.read(folder)).hasMessage(folder + ": it is a folder (expected a file)");
    }

    private Path gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return Files.write(folder.resolve("case.nii.gz"), out.toByteArray());
    }

    @Test
    void unwritable() {
        assertThatThrownBy(() -> NiftiFile.write(folder.resolve("v.mha"), Patched.volume(VoxelType.UINT8)))
                .hasMessage("cannot write " + folder.resolve("v.mha")
                        + ": its name says no NIfTI (expected .nii or .nii.gz)");
        Path missing = folder.resolve("no-such").resolve("v.nii");
        assertThatThrownBy(() -> NiftiFile.write(missing, Patched.volume(VoxelType.UINT8)))
                .hasMessage(
                        "cannot write " + missing + ": the folder " + folder.resolve("no-such") + " does not exist");
    }
}
