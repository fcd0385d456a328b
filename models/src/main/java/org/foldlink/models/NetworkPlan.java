package org.foldlink.models;

import java.util.List;

/** What the engine must know of a network, whatever framework trained it. Array axes are (z, y, x) after the model's own reorientation. */
public sealed interface NetworkPlan permits NnunetPlans, MonaiPlan {

    /** Voxels of one tile along z, y, x; 1 along z for a 2D network. */
    List<Integer> patch();

    /** Channels of the network's input, a previous stage's one-hot labels included. */
    int channels();

    /** Channels of the network's output. */
    int heads();
}
