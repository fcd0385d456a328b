package org.foldlink.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** nnU-Net v2 itself, run by {@code python -m foldlink_models.reference}. */
final class NnunetReference {

    private static final Path ROOT =
            Path.of(System.getProperty("foldlink.root", "..")).toAbsolutePath().normalize();

    private NnunetReference() {}

    static Path root() {
        return ROOT;
    }

    /** The real data's folder, if this machine has it. */
    static Optional<Path> sharedData() {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path folder = set == null ? ROOT.resolve("../shared/data") : Path.of(set);
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    /**
     * @param preprocessed {@code [channel, z, y, x]}
     * @param logits {@code [class, z, y, x]}
     * @param labels on the input's grid
     */
    record Result(Npy preprocessed, Npy logits, Volume labels) {}

    static Result run(Path model, List<Path> inputs, Path out, String... options)
            throws IOException, InterruptedException {
        String set = System.getenv("FOLDLINK_TRAIN_VENV");
        Path venv = set == null ? ROOT.resolve(".foldlink/venv-train") : Path.of(set);
        Path python = venv.resolve("bin/python");
        if (!Files.isExecutable(python)) {
            throw new AssertionError("the nnU-Net peer is missing: no " + python
                    + " (expected the training environment; ./foldlink test --peers makes it, FOLDLINK_TRAIN_VENV names"
                    + " another)");
        }
        List<String> command = new ArrayList<>(List.of(
                python.toString(), "-m", "foldlink_models.reference", model.toString(), "--out", out.toString()));
        command.addAll(List.of("--threads", "2"));
        command.addAll(List.of(options));
        command.add("--input");
        inputs.forEach(i -> command.add(i.toString()));
        Files.createDirectories(out);
        Path log = out.resolve("log.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put("PYTHONPATH", ROOT.resolve("models/python/src").toString());
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("nnU-Net did not end within 10 minutes");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("nnU-Net failed: " + Files.readString(log));
        }
        return new Result(
                Npy.read(out.resolve("preprocessed.npy")),
                Npy.read(out.resolve("logits.npy")),
                NiftiFile.read(out.resolve("labelmap.nii.gz")).volume());
    }

    /** A C-ordered little-endian float32 array. */
    record Npy(List<Integer> shape, ByteBuffer values) {

        private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]+)\\)");

        static Npy read(Path file) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int start = 10 + all.getShort(8);
            String header = new String(all.array(), 10, start - 10, StandardCharsets.ISO_8859_1);
            Matcher shape = SHAPE.matcher(header);
            if (!header.contains("'<f4'") || !header.contains("'fortran_order': False") || !shape.find()) {
                throw new IOException(file + " is no float32 array in C order: " + header);
            }
            List<Integer> dims = Arrays.stream(shape.group(1).split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(Integer::valueOf)
                    .toList();
            return new Npy(dims, all.position(start).slice().order(ByteOrder.LITTLE_ENDIAN));
        }

        float at(int index) {
            return values.getFloat(index * Float.BYTES);
        }
    }
}
