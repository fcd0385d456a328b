package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.ChannelValues;
import org.foldlink.inference.Trial;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * Volumes for a {@link Trial}, a channel each, INT16: the generated CT of an abdomen in HU, or the same anatomy with intensities as an MR
 * scanner gives them (arbitrary, positive, each channel with its own contrast between structures, noise in the air).
 */
final class TrialVolumes {

    private static final long SEED = 2026;

    private TrialVolumes() {}

    static List<Volume> of(Trial trial, ModelDescriptor model) {
        PhantomCase phantom = AbdomenPhantom.generate(SEED, trial.grid());
        List<Volume> volumes = new ArrayList<>();
        for (int c = 0; c < trial.channels().size(); c++) {
            boolean ct = trial.channels().get(c) == ChannelValues.HOUNSFIELD
                    || model.channels().get(c).modality().equals("CT");
            volumes.add(ct ? phantom.image() : other(phantom, trial.channels().get(c), c));
        }
        return volumes;
    }

    private static Volume other(PhantomCase phantom, ChannelValues values, int channel) {
        Volume volume = Volume.allocate(phantom.image().grid(), VoxelType.INT16);
        for (long v = 0; v < volume.voxels().count(); v++) {
            double hu = phantom.image().voxels().get(v);
            double intensity = values == ChannelValues.COLOUR
                    ? Math.max(0, Math.min(255, (hu + 200) / 2))
                    : intensity((int) phantom.labels().voxels().get(v), hu, channel);
            volume.voxels().set(v, Math.rint(intensity));
        }
        return volume;
    }

    private static double intensity(int label, double hu, int channel) {
        if (label == 0) {
            return 4 + Math.floorMod((long) hu, 8);
        }
        // The golden ratio spreads the structures' tones evenly.
        double tone = 150 + 600 * ((label * 0.618 + channel * 0.37) % 1);
        return Math.max(1, tone + 0.4 * Math.max(-200, Math.min(300, hu)));
    }
}
