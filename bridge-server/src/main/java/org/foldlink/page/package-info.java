/** The standalone page of one segmentation: a 3D scene, slices, figures and what made them, in one HTML file that needs no network. */
@NullMarked
package org.foldlink.page;

import org.jspecify.annotations.NullMarked;
