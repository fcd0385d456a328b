/** Surfaces beside VTK's. */
@NullMarked
package org.foldlink.benchmarks.surface;

import org.jspecify.annotations.NullMarked;
