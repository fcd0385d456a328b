/** What nnU-Net does to an image before the network, and the way back: orientation, crop, normalisation, resampling. */
@NullMarked
package org.foldlink.preprocess;

import org.jspecify.annotations.NullMarked;
