package org.foldlink.models;

/** What a model answers with. */
public enum Task {
    SEGMENTATION,
    CLASSIFICATION
}
