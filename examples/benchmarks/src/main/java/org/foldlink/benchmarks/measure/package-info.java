/** Measuring a labelmap of many classes, beside SimpleITK. */
@NullMarked
package org.foldlink.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
