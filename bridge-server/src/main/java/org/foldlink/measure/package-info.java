/** Measures of labelmaps: volumes, boxes, diameters, overlap. Pure maths on volumes. */
@NullMarked
package org.foldlink.measure;

import org.jspecify.annotations.NullMarked;
