/** Registration to an atlas, beside SimpleITK's. */
@NullMarked
package org.foldlink.benchmarks.register;

import org.jspecify.annotations.NullMarked;
