/** What a precision of the networks costs in Dice, against human labels. */
@NullMarked
package org.foldlink.benchmarks.precision;

import org.jspecify.annotations.NullMarked;
