package org.foldlink.models;

import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A model's folder, or a zip file of one, as somebody brings it: its files are copied within limits and never outside of the target. */
final class ModelSource {

    private final Path source;
    private final ModelLimits limits;
    private long bytes;
    private int files;

    ModelSource(Path source, ModelLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * Copies everything that a model needs.
     *
     * @param to an empty folder
     * @return the model's folder inside of it, under the name that it has in the source
     */
    Path copy(Path to) throws ModelException, IOException {
        if (!Files.exists(source)) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    source + " does not exist (expected a model's folder or a zip of one)");
        }
        return Files.isDirectory(source) ? copyFolder(to) : unpack(to);
    }

    private Path copyFolder(Path to) throws ModelException, IOException {
        Path from = source.toRealPath();
        if (!ModelStore.looksLikeAModel(from)) {
            throw noModel();
        }
        requireAlone(from);
        Set<String> listed = Checksums.read(from).keySet();
        Path target = to.resolve(String.valueOf(from.getFileName()));
        for (Path file : files(from)) {
            String name = from.relativize(file).toString().replace('\\', '/');
            if (isHidden(name) || (isOfTraining(name) && !listed.contains(name))) {
                continue;
            }
            try (InputStream in = Files.newInputStream(file)) {
                write(in, target.resolve(name));
            }
        }
        return target;
    }

    /** nnU-Net's cascades lie in two folders; one of them alone would lose the other, or find another's. */
    private void requireAlone(Path from) throws ModelException {
        List<Path> beside = Files.exists(from.resolve("model.json")) ? List.of() : ModelFolder.beside(from);
        if (!beside.isEmpty()) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    source + " needs " + beside.get(0).getFileName()
                            + " beside it (expected one folder with both: foldlink-models import nnunet makes it)");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        // Links are followed: big files often lie elsewhere.
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** nnU-Net's checkpoints and validation results, which no run needs. */
    private static boolean isOfTraining(String name) {
        return name.endsWith(".pth") || name.matches("(.*/)?fold_[^/]+/validation/.*");
    }

    private static boolean isHidden(String name) {
        return Stream.of(name.split("/")).anyMatch(part -> part.startsWith(".") || part.equals("__MACOSX"));
    }

    private Path unpack(Path to) throws ModelException, IOException {
        String name = String.valueOf(source.getFileName());
        if (!name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            throw new ModelException(
                    ModelException.Kind.UNFIT, source + " is a file (expected a model's folder or a zip of one)");
        }
        Path flat = to.resolve(name.substring(0, name.length() - ".zip".length()));
        try (ZipFile zip = new ZipFile(source.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                unpack(zip, entry, flat);
            }
        } catch (ZipException | EOFException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, source + " cannot be read as a zip file: " + e.getMessage(), e);
        }
        return inside(flat);
    }

    private void unpack(ZipFile zip, ZipEntry entry, Path to) throws ModelException, IOException {
        String name = entry.getName();
        boolean leaves = name.indexOf('\0') >= 0
                || name.contains("\\")
                || name.startsWith("/")
                || name.matches("[A-Za-z]:.*")
                || List.of(name.split("/")).contains("..");
        if (leaves || !to.resolve(name).normalize().startsWith(to)) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT,
                    source + " entry " + name.replace('\0', '?')
                            + " leads out of the folder (expected names inside of it)");
        }
        if (entry.isDirectory() || isHidden(name)) {
            return;
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            write(in, to.resolve(name));
            if (entry.getCrc() != sum.getValue()) {
                throw new ZipException(name + " is damaged");
            }
        } catch (FileAlreadyExistsException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT, source + " has " + name + " twice (expected each file once)", e);
        }
    }

    /** The model at the top of what was unpacked, or in the one folder there. */
    private Path inside(Path flat) throws ModelException, IOException {
        if (!Files.isDirectory(flat)) {
            throw noModel();
        }
        if (ModelStore.looksLikeAModel(flat)) {
            return flat;
        }
        try (Stream<Path> entries = Files.list(flat)) {
            List<Path> top = entries.toList();
            if (top.size() == 1 && ModelStore.looksLikeAModel(top.get(0))) {
                return top.get(0);
            }
        }
        throw noModel();
    }

    private ModelException noModel() {
        return new ModelException(
                ModelException.Kind.UNFIT,
                source + " holds no model (expected a folder with model.json, plans.json or fold_0, or a zip of one)");
    }

    private void write(InputStream in, Path file) throws ModelException, IOException {
        if (++files > limits.files()) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    source + " has more than " + limits.files()
                            + " files (expected a model's folder and nothing else)");
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = new Counted(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
            in.transferTo(out);
        } catch (TooLarge e) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    source + " has more than " + (limits.bytes() >> 20)
                            + " MiB (expected at most that; --max-size allows more)",
                    e);
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Counts what is written, whatever a zip file says of its entries. */
    private final class Counted extends FilterOutputStream {

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int from, int count) throws IOException {
            bytes += count;
            if (bytes > limits.bytes()) {
                throw new TooLarge();
            }
            out.write(buffer, from, count);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }
}
