/** NIfTI-1 and NIfTI-2 files in and out: single files and pairs, plain and gzip. */
@NullMarked
package org.foldlink.nifti;

import org.jspecify.annotations.NullMarked;
