package org.foldlink.preprocess;

/**
 * What the network sees, and where it lies in the input.
 *
 * @param image channels on the network's grid
 * @param frame the way back
 */
public record Preprocessed(Tensor image, Frame frame) {}
