/** Benchmarks (JMH), started by {@code ./foldlink bench}. Packages mirror the production packages. */
@NullMarked
package org.foldlink.benchmarks;

import org.jspecify.annotations.NullMarked;
