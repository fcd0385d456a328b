package org.foldlink.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.nifti.NiftiImage;
import org.foldlink.nrrd.NrrdFile;
import org.foldlink.nrrd.NrrdImage;
import org.foldlink.nrrd.SegNrrd;
import org.foldlink.nrrd.Segment;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeFormatException;

/** Reads and writes volumes in the format that the file's name says. */
public final class VolumeFiles {

    /** What {@link #read} takes, longest first, so that the first that fits is the whole extension. */
    public static final List<String> READABLE =
            List.of(".nii.gz", ".hdr.gz", ".img.gz", ".nii", ".hdr", ".img", ".nrrd", ".nhdr");

    /** What {@link #write} takes, longest first. */
    public static final List<String> WRITABLE = List.of(".nii.gz", ".nii", ".nrrd", ".nhdr");

    private static final String SEGMENTATION = ".seg.nrrd";

    private VolumeFiles() {}

    /** The readable extension that the name ends in, in lower case; empty if it is none of ours. */
    public static Optional<String> extension(Path file) {
        return match(file, READABLE);
    }

    /** @throws VolumeFormatException if the name ends in no {@link #READABLE} extension, or the file is not what it says */
    public static VolumeFile read(Path file) throws IOException {
        Optional<String> extension = extension(file);
        if (extension.isEmpty()) {
            throw new VolumeFormatException(unknown(file, READABLE));
        }
        if (isNrrd(extension.get())) {
            NrrdImage image = NrrdFile.read(file);
            return new VolumeFile(image.volume(), image.warnings());
        }
        NiftiImage image = NiftiFile.read(file);
        return new VolumeFile(image.volume(), image.warnings());
    }

    /** Writes the volume with its own voxel type; the file appears whole or not at all, and replaces one of its name. */
    public static void write(Path file, Volume volume) throws IOException {
        if (isSegmentation(file)) {
            throw new IOException("cannot write " + file
                    + ": a .seg.nrrd needs names and colours (expected a labelmap with segments)");
        }
        Optional<String> extension = match(file, WRITABLE);
        if (extension.isEmpty()) {
            throw new IOException("cannot write " + file + ": " + unknown(file, WRITABLE));
        }
        if (isNrrd(extension.get())) {
            NrrdFile.write(file, volume);
        } else {
            NiftiFile.write(file, volume);
        }
    }

    /** Writes a labelmap: {@code .seg.nrrd} with the segments' names and colours, any other format without them. */
    public static void writeLabels(Path file, Volume labelmap, List<Segment> segments) throws IOException {
        if (isSegmentation(file)) {
            SegNrrd.write(file, labelmap, segments);
        } else {
            write(file, labelmap);
        }
    }

    private static boolean isSegmentation(Path file) {
        return name(file).toLowerCase(Locale.ROOT).endsWith(SEGMENTATION);
    }

    private static boolean isNrrd(String extension) {
        return extension.equals(".nrrd") || extension.equals(".nhdr");
    }

    private static Optional<String> match(Path file, List<String> extensions) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return extensions.stream().filter(name::endsWith).findFirst();
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String unknown(Path file, List<String> extensions) {
        return "file name = " + name(file) + " (expected it to end in " + String.join(", ", extensions) + ")";
    }
}
