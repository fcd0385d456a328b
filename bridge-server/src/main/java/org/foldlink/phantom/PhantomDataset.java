package org.foldlink.phantom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;

/**
 * A folder of phantoms as nnU-Net reads raw data sets: {@code imagesTr/phantom_0001_0000.nii.gz}, {@code labelsTr/phantom_0001.nii.gz},
 * {@code dataset.json}. The number in a name is the phantom's seed. {@code dataset.json} is written last: where it is, the set is whole.
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

    /**
     * Phantoms of the seeds {@code firstSeed} to {@code firstSeed + count - 1}, each on the grid of {@link PhantomSpec#training}.
     *
     * @param folder new, or empty
     */
    public void write(Path folder, int count, long firstSeed) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("phantom count = " + count + " (expected 1 or more)");
        }
        if (firstSeed < 0) {
            throw new IllegalArgumentException("phantom seed = " + firstSeed + " (expected 0 or more)");
        }
        requireEmpty(folder);
        Path images = Files.createDirectories(folder.resolve("imagesTr"));
        Path labels = Files.createDirectories(folder.resolve("labelsTr"));
        for (int n = 0; n < count; n++) {
            String id = String.format(Locale.ROOT, "phantom_%04d", firstSeed + n);
            PhantomCase phantom = AbdomenPhantom.generate(PhantomSpec.training(firstSeed + n));
            writer.write(images.resolve(id + "_0000.nii.gz"), phantom.image());
            writer.write(labels.resolve(id + ".nii.gz"), phantom.labels());
            progress.written(n + 1, count);
        }
        ByteBuffer text = StandardCharsets.UTF_8.encode(description(count));
        PartFile.write(folder.resolve("dataset.json"), out -> VolumeBytes.writeFully(text, out));
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

    private static String description(int count) {
        String labels = Stream.of(PhantomLabel.values())
                .map(l -> "    \"" + l.term() + "\": " + l.value())
                .collect(Collectors.joining(",\n"));
        return "{\n  \"channel_names\": {\"0\": \"CT\"},\n  \"labels\": {\n    \"background\": 0,\n" + labels
                + "\n  },\n  \"numTraining\": " + count
                + ",\n  \"file_ending\": \".nii.gz\",\n  \"name\": \"phantom-abdomen\",\n"
                + "  \"description\": \"Generated CT phantoms of the abdomen. Not for clinical use.\"\n}\n";
    }
}
