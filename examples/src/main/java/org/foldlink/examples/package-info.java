/** Small programs on the public API. */
@NullMarked
package org.foldlink.examples;

import org.jspecify.annotations.NullMarked;
