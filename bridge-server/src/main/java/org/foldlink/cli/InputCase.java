package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * One case to segment.
 *
 * @param name the outputs' base name: the file's without its extension and channel number
 * @param channels one file a channel, in the model's order
 */
record InputCase(String name, List<Path> channels) {

    InputCase {
        channels = List.copyOf(channels);
    }
}
