package org.foldlink.phantom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;

/**
 * A folder of phantoms as nnU-Net reads raw data sets: {@code imagesTr/phantom_0001_0000.nii.gz}, {@code labelsTr/phantom_0001.nii.gz},
 * {@code dataset.json}; where cases have a class, {@code classes.csv} with a line {@code phantom_0001,1} for each. The number in a name is the
 * phantom's seed. {@code dataset.json} is written last: where it is, the set is whole.
 */
public final class PhantomDataset {

    /** Writes one volume whole or not at all; the file's name ends in {@code .nii.gz}. */
    @FunctionalInterface
    public interface VolumeWriter {
        void write(Path file, Volume volume) throws IOException;
    }

    /** Told after each phantom, on the calling thread. */
    @FunctionalInterface
    public interface Progress {
        void written(int done, int count);
    }

    private final VolumeWriter writer;
    private final Progress progress;

    public PhantomDataset(VolumeWriter writer, Progress progress) {
        this.writer = writer;
        this.progress = progress;
    }

    /** Phantoms of the seeds {@code firstSeed} to {@code firstSeed + count - 1}, each on the grid of {@link PhantomKind#spec}. */
    public void write(Path folder, PhantomKind kind, int count, long firstSeed) throws IOException {
        write(folder, kind, count, firstSeed, UnaryOperator.identity());
    }

    /**
     * @param folder new, or empty
     * @param grids changes what {@link PhantomKind#spec} says of a phantom's grid
     */
    public void write(Path folder, PhantomKind kind, int count, long firstSeed, UnaryOperator<PhantomSpec> grids)
            throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("phantom count = " + count + " (expected 1 or more)");
        }
        if (firstSeed < 0) {
            throw new IllegalArgumentException("phantom seed = " + firstSeed + " (expected 0 or more)");
        }
        // Refused before there is a folder.
        List<PhantomSpec> specs = LongStream.range(firstSeed, firstSeed + count)
                .mapToObj(kind::spec)
                .map(grids)
                .toList();
        requireEmpty(folder);
        Path images = Files.createDirectories(folder.resolve("imagesTr"));
        Path labels = Files.createDirectories(folder.resolve("labelsTr"));
        StringBuilder classes = new StringBuilder("case,class\n");
        for (int n = 0; n < count; n++) {
            String id = String.format(Locale.ROOT, "phantom_%04d", firstSeed + n);
            PhantomSpec spec = specs.get(n);
            PhantomCase phantom = kind.generate(spec);
            for (int c = 0; c < phantom.channels().size(); c++) {
                String name = String.format(Locale.ROOT, "%s_%04d.nii.gz", id, c);
                writer.write(images.resolve(name), phantom.channels().get(c));
            }
            writer.write(labels.resolve(id + ".nii.gz"), phantom.labels());
            classes.append(id).append(',').append(spec.findings() == PhantomSpec.Findings.LIVER_LESION ? 1 : 0);
            classes.append('\n');
            progress.written(n + 1, count);
        }
        if (kind.classified()) {
            write(folder.resolve("classes.csv"), classes.toString());
        }
        write(folder.resolve("dataset.json"), kind.dataset(count));
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        PartFile.write(file, out -> VolumeBytes.writeFully(bytes, out));
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "cannot write phantoms to " + folder + ": it is a file (expected a new or empty folder)");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new IOException(
                        "cannot write phantoms to " + folder + ": it is not empty (expected a new or empty folder)");
            }
        }
    }
}
