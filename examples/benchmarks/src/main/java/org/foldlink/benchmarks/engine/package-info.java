/** The engine beside nnU-Net v2, in one run on one machine: every stage, the network's tiles, whole predictions. */
@NullMarked
package org.foldlink.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
