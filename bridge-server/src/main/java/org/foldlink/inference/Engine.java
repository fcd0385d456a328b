package org.foldlink.inference;

/** Runs models of every task; a check and an estimate are of the task that the request's model has. */
public interface Engine extends Segmenter, Classifier {}
