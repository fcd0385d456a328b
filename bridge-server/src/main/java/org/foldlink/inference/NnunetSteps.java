package org.foldlink.inference;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.models.NnunetPlans;
import org.foldlink.models.Normalization;
import org.foldlink.models.ReaderOrientation;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.preprocess.Resampler;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/** nnU-Net's. */
record NnunetSteps(NnunetPlans plan) implements NetworkSteps {

    @Override
    public AxisMap axes(Grid grid) {
        return AxisMap.of(grid, plan.reader(), plan.transposeForward());
    }

    @Override
    public double[] spacingFor(double[] own) {
        return plan.spacingFor(own);
    }

    @Override
    public int[] largestShape(AxisMap axes) {
        double[] own = {axes.spacing(0), axes.spacing(1), axes.spacing(2)};
        return Resampler.newShape(axes.shape(), own, spacingFor(own));
    }

    @Override
    public boolean turns() {
        return plan.reader() != ReaderOrientation.AS_STORED;
    }

    @Override
    public ChannelValues values(int channel) {
        Normalization scheme = plan.normalization().get(channel);
        if (scheme instanceof Normalization.Ct) {
            return ChannelValues.HOUNSFIELD;
        }
        return scheme instanceof Normalization.RgbTo01 ? ChannelValues.COLOUR : ChannelValues.ANY;
    }

    @Override
    public Preprocessed prepare(
            List<Volume> channels,
            Optional<Volume> previous,
            Optional<Box> region,
            Workers workers,
            BooleanSupplier stop) {
        return new Preprocessor(workers, stop).run(channels, previous, plan, region);
    }

    @Override
    public TileShape tileShape() {
        List<Integer> patch = plan.patch();
        return new TileShape(plan.channels(), plan.heads(), patch.get(0), patch.get(1), patch.get(2));
    }

    @Override
    public Tiling tiling(int[] netShape, boolean mirroring) {
        return Tiling.of(plan, netShape, tileShape(), mirroring);
    }

    @Override
    public Activation activation() {
        return Activation.NONE;
    }

    @Override
    public LabelRule rule() {
        return LabelRule.of(plan);
    }

    @Override
    public boolean mirrors() {
        return !plan.mirroringAxes().isEmpty();
    }

    @Override
    public int foregroundLabels() {
        return plan.foregroundLabels().size();
    }
}
