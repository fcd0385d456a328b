package org.foldlink.inference;

import org.foldlink.volume.Volume;

/**
 * A labelmap of the folds done so far.
 *
 * @param labels UINT8 or UINT16 on the input's own grid
 */
public record Preview(Volume labels, int foldsDone, int folds) {}
