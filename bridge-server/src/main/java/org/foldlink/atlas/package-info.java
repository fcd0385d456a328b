/** A brain's place in an atlas: regions, registration, and where a tumour lies. */
@NullMarked
package org.foldlink.atlas;

import org.jspecify.annotations.NullMarked;
