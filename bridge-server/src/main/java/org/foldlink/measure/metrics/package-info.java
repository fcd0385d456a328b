/** How well a segmentation, a detection or a classification agrees with a reference: definitions in docs/evaluation.md. Pure maths. */
@NullMarked
package org.foldlink.measure.metrics;

import org.jspecify.annotations.NullMarked;
