package org.foldlink.nifti;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.VolumeBytes;
import org.foldlink.volume.VolumeFormatException;

/**
 * Reads the header of either version in either byte order. Offsets (nifti1.h | nifti2.h):
 *
 * <pre>
 *   field        1    2        field        1    2
 *   sizeof_hdr   0    0        descrip    148  240
 *   magic      344    4        qform_code 252  344
 *   dim         40   16        sform_code 254  348
 *   datatype    70   12        quatern_b  256  352
 *   bitpix      72   14        qoffset_x  268  376
 *   pixdim      76  104        srow_x     280  400
 *   vox_offset 108  168        xyzt_units 123  500
 *   scl_slope  112  176        scl_inter  116  184
 * </pre>
 */
final class NiftiHeaderReader {

    private NiftiHeaderReader() {}

    static NiftiHeader read(VolumeBytes in) throws IOException {
        ByteBuffer h = ByteBuffer.allocate(540);
        h.limit(4);
        in.read(h);
        int size = h.position() < 4 ? 0 : h.getInt(0);
        int swapped = Integer.reverseBytes(size);
        boolean big = size == 348 || size == 540;
        int length = big ? size : swapped;
        if (length != 348 && length != 540) {
            throw new VolumeFormatException(
                    "sizeof_hdr = " + (Math.abs((long) size) < Math.abs((long) swapped) ? size : swapped)
                            + " (expected 348 for NIfTI-1 or 540 for NIfTI-2): this is not a NIfTI file");
        }
        h.limit(length);
        in.read(h);
        if (h.hasRemaining()) {
            throw new VolumeFormatException("header ends after " + h.position() + " bytes (expected " + length
                    + "): the file is truncated, copy it again");
        }
        h.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return length == 348 ? version1(h, big) : version2(h, big);
    }

    private static NiftiHeader version1(ByteBuffer h, boolean big) throws VolumeFormatException {
        String magic = text(h, 344, 4);
        if (magic.isEmpty()) {
            throw new VolumeFormatException(
                    "magic is empty (expected \"n+1\" or \"ni1\"): this is an ANALYZE file, which does not"
                            + " state its orientation; convert it to NIfTI");
        }
        boolean pair = isPair(magic, "n+1", "ni1");
        List<Long> dim = new ArrayList<>();
        List<Double> pixdim = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            dim.add((long) h.getShort(40 + 2 * n));
            pixdim.add((double) h.getFloat(76 + 4 * n));
        }
        double[] srow = new double[12];
        for (int n = 0; n < 12; n++) {
            srow[n] = h.getFloat(280 + 4 * n);
        }
        return new NiftiHeader(
                1,
                big,
                pair,
                List.copyOf(dim),
                h.getShort(70),
                h.getShort(72),
                List.copyOf(pixdim),
                h.getFloat(108),
                h.getFloat(112),
                h.getFloat(116),
                h.get(123) & 7,
                text(h, 148, 80),
                h.getShort(252),
                h.getShort(254),
                new Vec3(h.getFloat(256), h.getFloat(260), h.getFloat(264)),
                new Vec3(h.getFloat(268), h.getFloat(272), h.getFloat(276)),
                Affine.ofRows(srow));
    }

    private static NiftiHeader version2(ByteBuffer h, boolean big) throws VolumeFormatException {
        boolean pair = isPair(text(h, 4, 4), "n+2", "ni2");
        List<Long> dim = new ArrayList<>();
        List<Double> pixdim = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            dim.add(h.getLong(16 + 8 * n));
            pixdim.add(h.getDouble(104 + 8 * n));
        }
        double[] srow = new double[12];
        for (int n = 0; n < 12; n++) {
            srow[n] = h.getDouble(400 + 8 * n);
        }
        return new NiftiHeader(
                2,
                big,
                pair,
                List.copyOf(dim),
                h.getShort(12),
                h.getShort(14),
                List.copyOf(pixdim),
                h.getLong(168),
                h.getDouble(176),
                h.getDouble(184),
                h.getInt(500) & 7,
                text(h, 240, 80),
                h.getInt(344),
                h.getInt(348),
                new Vec3(h.getDouble(352), h.getDouble(360), h.getDouble(368)),
                new Vec3(h.getDouble(376), h.getDouble(384), h.getDouble(392)),
                Affine.ofRows(srow));
    }

    private static boolean isPair(String magic, String single, String pair) throws VolumeFormatException {
        if (!magic.equals(single) && !magic.equals(pair)) {
            throw new VolumeFormatException("magic = \"" + magic.replaceAll("[^\\x20-\\x7E]", "?") + "\" (expected \""
                    + single + "\" or \"" + pair + "\"): this is not a NIfTI file");
        }
        return magic.equals(pair);
    }

    private static String text(ByteBuffer h, int at, int length) {
        int end = at;
        while (end < at + length && h.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at];
        h.get(at, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
