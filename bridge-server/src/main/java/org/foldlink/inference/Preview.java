package org.foldlink.inference;

import org.foldlink.volume.Volume;

/**
 * A labelmap of the folds done so far; where memory lets no fold run alone, of all folds in the slabs that are finished, background elsewhere.
 *
 * @param labels UINT8 or UINT16 on the input's own grid
 * @param foldsDone of a run in slabs: as many as the tiles done would make
 */
public record Preview(Volume labels, int foldsDone, int folds) {}
