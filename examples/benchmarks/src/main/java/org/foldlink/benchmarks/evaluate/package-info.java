/** Scores of segmentations beside DeepMind's surface-distance. */
@org.jspecify.annotations.NullMarked
package org.foldlink.benchmarks.evaluate;
