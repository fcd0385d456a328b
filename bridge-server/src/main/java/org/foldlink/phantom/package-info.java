/** Generated phantoms with labels, CT of the abdomen and MR of the head: seeded, the same bytes for the same seed. Reads and writes no files' formats. */
@NullMarked
package org.foldlink.phantom;

import org.jspecify.annotations.NullMarked;
