/** What a MONAI pipeline does to an image before the network, and the way back, with MONAI 1.6's meaning of each step. */
@NullMarked
package org.foldlink.preprocess.monai;

import org.jspecify.annotations.NullMarked;
