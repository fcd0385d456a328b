/** Generated CT phantoms of the abdomen with labels: seeded, the same bytes for the same seed. Pure maths; reads and writes no files' formats. */
@NullMarked
package org.foldlink.phantom;

import org.jspecify.annotations.NullMarked;
