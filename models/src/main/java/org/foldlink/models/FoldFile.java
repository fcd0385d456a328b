package org.foldlink.models;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One trained fold.
 *
 * @param index nnU-Net's fold number
 * @param onnx the network's file
 * @param sha256 lower-case hex from the model's SHA256SUMS, if listed
 */
public record FoldFile(int index, Path onnx, Optional<String> sha256) {}
