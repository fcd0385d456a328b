package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.volume.Volume;

/** A segmentation's labelmap, what was asked for besides, and its table. */
record SegmentedCase(RunOptions options) implements CaseRunner.Finish<JobOutcome> {

    @Override
    public Path done(CaseOutputs outputs, InputCase one) {
        return outputs.labels(one);
    }

    @Override
    public void write(CaseOutputs outputs, InputCase one, List<Volume> volumes, JobOutcome outcome) {
        if (options.png) {
            Pictures.write(outputs.picture(one), volumes.get(0), outcome);
        }
        options.surfaces.write(options.out, one.name(), outcome);
        if (options.html) {
            Pages.write(outputs.page(one), one, volumes.get(0), outcome);
        }
        outputs.write(one, outcome, options.segNrrd);
    }

    @Override
    public void print(InputCase one, JobOutcome outcome, PrintWriter out) {
        ResultTable.print(out, outcome.result());
    }
}
