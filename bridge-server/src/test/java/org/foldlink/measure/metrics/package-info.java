@NullMarked
package org.foldlink.measure.metrics;

import org.jspecify.annotations.NullMarked;
