package org.foldlink.models;

/**
 * One input channel of a model, in the network's order.
 *
 * @param name as the model's maker calls it ("CT", "t1c")
 * @param modality DICOM modality ("CT", "MR"), empty if not stated
 */
public record Channel(String name, String modality) {}
