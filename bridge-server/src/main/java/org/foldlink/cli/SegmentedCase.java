package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.volume.Volume;

/** A segmentation's labelmap, what was asked for besides, and its table. */
record SegmentedCase(boolean png, boolean segNrrd) implements CaseRunner.Finish<JobOutcome> {

    SegmentedCase(RunOptions options) {
        this(options.png, options.segNrrd);
    }

    @Override
    public Path done(CaseOutputs outputs, InputCase one) {
        return outputs.labels(one);
    }

    @Override
    public void write(CaseOutputs outputs, InputCase one, List<Volume> volumes, JobOutcome outcome) {
        if (png) {
            Pictures.write(outputs.picture(one), volumes.get(0), outcome);
        }
        outputs.write(one, outcome, segNrrd);
    }

    @Override
    public void print(InputCase one, JobOutcome outcome, PrintWriter out) {
        ResultTable.print(out, outcome.result());
    }
}
