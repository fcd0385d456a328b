package org.foldlink.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** Bytes as a page carries them: gzip, then Base64. */
final class Packed {

    private Packed() {}

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (OutputStream zip = new GZIPOutputStream(out, 1 << 16) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail so", e);
        }
        return out.toByteArray();
    }

    static byte[] nifti(Volume volume) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiFile.write(volume, Channels.newChannel(out));
        return out.toByteArray();
    }

    static String base64(byte[] gzipped) {
        return Base64.getEncoder().encodeToString(gzipped);
    }
}
