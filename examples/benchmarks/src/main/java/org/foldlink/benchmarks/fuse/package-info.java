/** Fusing masks, beside SimpleITK. */
@NullMarked
package org.foldlink.benchmarks.fuse;

import org.jspecify.annotations.NullMarked;
