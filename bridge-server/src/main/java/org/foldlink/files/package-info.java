/** Volumes in and out by the file's name: chooses among the formats, knows nothing of them. */
@NullMarked
package org.foldlink.files;

import org.jspecify.annotations.NullMarked;
