package org.foldlink.nrrd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** The header that Slicer itself would write: LPS, space directions and origin, gzip, native byte order. */
final class NrrdHeaderWriter {

    private NrrdHeaderWriter() {}

    /** @param dataFile name of the voxels' own file, null for an attached header, which then ends in a blank line */
    static ByteBuffer header(Volume volume, Map<String, String> keyValues, @Nullable String dataFile) {
        Grid grid = volume.grid();
        Affine lps = grid.indexToRas().flipRasLps();
        StringBuilder h = new StringBuilder(1024);
        h.append("NRRD0004\n")
                .append("# Complete NRRD file format specification at:\n")
                .append("# http://teem.sourceforge.net/nrrd/format.html\n")
                .append("# FoldLink. Not for clinical use.\n")
                .append("type: ")
                .append(NrrdType.nameOf(volume.type()))
                .append("\ndimension: 3\nspace: left-posterior-superior\nsizes: ")
                .append(grid.sizeI() + " " + grid.sizeJ() + " " + grid.sizeK())
                .append("\nspace directions: ")
                .append(vector(lps.i()) + " " + vector(lps.j()) + " " + vector(lps.k()))
                .append("\nkinds: domain domain domain\n");
        if (volume.type().bytes() > 1) {
            h.append("endian: ")
                    .append(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? "big" : "little")
                    .append('\n');
        }
        h.append("encoding: gzip\nspace origin: ")
                .append(vector(lps.translation()))
                .append('\n');
        keyValues.forEach((key, value) ->
                h.append(escape(key)).append(":=").append(escape(value)).append('\n'));
        h.append(dataFile == null ? "\n" : "data file: " + dataFile + "\n");
        return ByteBuffer.wrap(h.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String vector(Vec3 v) {
        return "(" + v.x() + "," + v.y() + "," + v.z() + ")";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n");
    }
}
