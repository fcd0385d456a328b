package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.preprocess.AxisMap;

/**
 * A volume to try a model on: a quarter coarser than its network's grid where that is resampled, and long enough for two tiles along one axis.
 *
 * @param grid RAS mm, its axes along R, A and S, about the origin
 * @param channels what each should hold, in the model's order
 */
public record Trial(Grid grid, List<ChannelValues> channels) {

    private static final double COARSER = 1.25;
    /** Parts of a patch that the network's grid covers. */
    private static final double ONE_TILE = 0.9;

    private static final double TWO_TILES = 1.4;
    /** Of a 2D network, whose patch is one slice thick. */
    private static final int LEAST = 4;

    public Trial {
        channels = List.copyOf(channels);
    }

    public static Trial of(ModelDescriptor model) throws ModelException {
        List<Member> stages = ModelPlans.of(model).stages();
        // Of a cascade the last stage, of several members the last too: none has the finest grid for sure.
        NetworkSteps steps = NetworkSteps.of(stages.get(stages.size() - 1).network());
        List<ChannelValues> channels = new ArrayList<>();
        for (int c = 0; c < model.channels().size(); c++) {
            channels.add(steps.values(c));
        }
        return new Trial(grid(steps), channels);
    }

    private static Grid grid(NetworkSteps steps) {
        // The order of the axes does not depend on a grid's size.
        AxisMap axes = steps.axes(grid(new int[] {LEAST, LEAST, LEAST}, new double[] {1, 1, 1}));
        double[] trained = steps.spacingFor(new double[] {1, 1, 1});
        int[] size = new int[3];
        double[] spacing = new double[3];
        for (int a = 0; a < 3; a++) {
            double patch = steps.plan().patch().get(a) / COARSER;
            double wanted = a == 2 ? Math.ceil(patch * TWO_TILES) : Math.floor(patch * ONE_TILE);
            size[axes.gridAxis(a)] = Math.max(LEAST, (int) wanted);
            spacing[axes.gridAxis(a)] = trained[a] * COARSER;
        }
        return grid(size, spacing);
    }

    private static Grid grid(int[] size, double[] spacing) {
        return Grid.ofCentre(
                size[0],
                size[1],
                size[2],
                new Vec3(spacing[0], 0, 0),
                new Vec3(0, spacing[1], 0),
                new Vec3(0, 0, spacing[2]),
                Vec3.ZERO);
    }
}
