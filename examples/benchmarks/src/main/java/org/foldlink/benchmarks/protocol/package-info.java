/** How fast the OpenIGTLink library packs, unpacks and streams images, beside the C++ library in the same run. */
@NullMarked
package org.foldlink.benchmarks.protocol;

import org.jspecify.annotations.NullMarked;
