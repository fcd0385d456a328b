package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.foldlink.files.VolumeFile;
import org.foldlink.files.VolumeFiles;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeFormatException;

/** Reads the volumes of a case; what the reader warns of is told. */
final class Inputs {

    private Inputs() {}

    static List<Volume> read(InputCase one, Consumer<String> warn) {
        List<Volume> volumes = new ArrayList<>();
        for (Path file : one.channels()) {
            volumes.add(read(file, warn));
        }
        return volumes;
    }

    static Volume read(Path file, Consumer<String> warn) {
        try {
            VolumeFile read = VolumeFiles.read(file);
            read.warnings().forEach(w -> warn.accept(file.getFileName() + ": " + w));
            return read.volume();
        } catch (VolumeFormatException e) {
            throw new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "input " + file + " does not exist", e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "input " + file + " cannot be read: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "input " + file
                            + " does not fit into memory (give Java more: JAVA_OPTS=-XX:MaxDirectMemorySize=16g)",
                    e);
        }
    }
}
