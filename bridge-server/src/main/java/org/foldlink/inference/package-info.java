/** The inference port and the ensemble engine: tiles, mirroring, folds, progress, cancel. */
@NullMarked
package org.foldlink.inference;

import org.jspecify.annotations.NullMarked;
