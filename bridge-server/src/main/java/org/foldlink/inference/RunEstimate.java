package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Grid;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;

/**
 * What a run would take, told from the volume's grid alone and as if nothing could be cropped.
 *
 * @param bytes at its peak, outside of the input, by the way that the engine would choose
 * @param findings why it would be refused for its memory, or run otherwise than asked
 * @param parts in the order in which they run
 */
public record RunEstimate(long bytes, List<Finding> findings, List<Part> parts) {

    /**
     * One configuration: of most models there is one.
     *
     * @param tiles of one fold
     * @param passes of the network a tile: the plain one and the mirrored
     * @param tileVoxels of one tile
     */
    public record Part(String configuration, long tiles, int passes, int folds, long tileVoxels) {

        /** Times that a network runs. */
        public long runs() {
            return tiles * passes * folds;
        }
    }

    public RunEstimate {
        findings = List.copyOf(findings);
        parts = List.copyOf(parts);
    }

    /** @param settings for their limit of memory, and what is done with voxels that are not finite */
    public static RunEstimate of(ModelDescriptor model, Grid grid, SegmentationOptions options, EngineSettings settings)
            throws ModelException {
        ModelPlan plan = ModelPlans.of(model);
        MemoryPlanner planner = new MemoryPlanner(
                settings.memoryLimitBytes(), Runtime.getRuntime().maxMemory(), settings.nonFinite());
        MemoryPlanner.Load load = new MemoryPlanner.Load(model, grid, 0, options);
        List<Part> parts = new ArrayList<>();
        for (Member member : plan.stages()) {
            NetworkSteps steps = NetworkSteps.of(member.network());
            Tiling tiling = steps.tiling(steps.largestShape(steps.axes(grid)), options.mirroring());
            List<FoldFile> folds = member.folds(options.folds());
            long tiles = (long) tiling.starts(0).length * tiling.starts(1).length * tiling.starts(2).length;
            parts.add(new Part(
                    member.configuration(),
                    tiles,
                    tiling.flips().size(),
                    folds.size(),
                    steps.tileShape().voxels()));
        }
        return new RunEstimate(planner.choose(load, plan).estimate().total(), planner.findings(load, plan), parts);
    }

    /** Times that a network runs, over all parts. */
    public long runs() {
        return parts.stream().mapToLong(Part::runs).sum();
    }

    /** Seconds in the networks, if each voxel of a tile takes as long as it was measured to. */
    public double seconds(double secondsAVoxel) {
        return parts.stream()
                        .mapToDouble(p -> p.runs() * (double) p.tileVoxels())
                        .sum()
                * secondsAVoxel;
    }
}
