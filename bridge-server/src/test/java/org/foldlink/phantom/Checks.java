package org.foldlink.phantom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.foldlink.volume.Volume;
import org.foldlink.volume.Voxels;

/** What the phantoms' tests count. */
final class Checks {

    private Checks() {}

    /** Voxels of a label. */
    static long count(PhantomCase phantom, int label) {
        Voxels labels = phantom.labels().voxels();
        long n = 0;
        for (long v = 0; v < labels.count(); v++) {
            n += labels.get(v) == label ? 1 : 0;
        }
        return n;
    }

    /** CRC-32 of the values as little-endian 16-bit integers, i fastest. */
    static long checksum(Volume volume) {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) volume.voxels().count() * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (long v = 0; v < volume.voxels().count(); v++) {
            bytes.putShort((short) volume.voxels().get(v));
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.flip());
        return crc.getValue();
    }
}
