/** Fetches what FoldLink can use and does not come with: by a tool of the place or by HTTPS, never without its checksum. */
@NullMarked
package org.foldlink.download;

import org.jspecify.annotations.NullMarked;
