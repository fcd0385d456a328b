package org.foldlink.models;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One trained fold.
 *
 * @param index nnU-Net's fold number, or {@link #ALL}
 * @param onnx the network's file
 * @param sha256 lower-case hex from the model's SHA256SUMS, if listed
 */
public record FoldFile(int index, Path onnx, Optional<String> sha256) {

    /** The index of {@code fold_all}: the network trained on every case. */
    public static final int ALL = -1;

    /** What follows {@code fold_} in the folder's name. */
    public String name() {
        return name(index);
    }

    /** "all" or the number. */
    public static String name(int index) {
        return index == ALL ? "all" : Integer.toString(index);
    }
}
