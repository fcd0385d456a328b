package org.foldlink.inference;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.NetworkPlan;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/** What a network's plan asks of a run, in the words of the engine: the only place that tells one framework from the other. Immutable. */
sealed interface NetworkSteps permits NnunetSteps, MonaiSteps {

    static NetworkSteps of(NetworkPlan plan) {
        if (plan instanceof MonaiPlan monai) {
            return new MonaiSteps(monai);
        }
        return new NnunetSteps((NnunetPlans) plan);
    }

    NetworkPlan plan();

    /** How the network's array lies in a grid. */
    AxisMap axes(Grid grid);

    /** Spacing in mm along the array's axes that the network was trained at; {@code own} where the plan keeps the input's. */
    double[] spacingFor(double[] own);

    /** The network's shape for an input, as if nothing could be cropped. */
    int[] largestShape(AxisMap axes);

    /** The axes are turned to the patient's, so a left-handed grid does no harm. */
    boolean turns();

    ChannelValues values(int channel);

    /** @param previous the labelmap of the stage before, where the plan has one */
    Preprocessed prepare(
            List<Volume> channels,
            Optional<Volume> previous,
            Optional<Box> region,
            Workers workers,
            BooleanSupplier stop);

    TileShape tileShape();

    Tiling tiling(int[] netShape, boolean mirroring);

    /** Of each fold, before the mean is taken. */
    Activation activation();

    LabelRule rule();

    /** Whether test-time mirroring changes anything. */
    boolean mirrors();

    /** Label values that the training had, the background's left out. */
    int foregroundLabels();
}
