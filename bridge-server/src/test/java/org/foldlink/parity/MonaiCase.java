package org.foldlink.parity;

import java.nio.file.Path;
import java.util.List;

/**
 * One case against MONAI.
 *
 * @param name of the case and of its test
 * @param model the folder that the engine runs
 * @param inputs a file a channel
 */
public record MonaiCase(String name, Path model, List<Path> inputs, boolean classification) {

    @Override
    public String toString() {
        return name;
    }
}
