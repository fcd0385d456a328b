package org.foldlink.session;

import java.util.List;
import org.foldlink.geometry.Grid;
import org.foldlink.models.Label;

/**
 * A labelmap that a job of the session made and holds.
 *
 * @param device {@code <job>.labels}
 * @param timestamp the input's, as on the wire
 * @param labels what its values mean
 * @param isFinal false for a preview
 */
public record LabelmapInfo(String job, String device, Grid grid, long timestamp, List<Label> labels, boolean isFinal) {

    public LabelmapInfo {
        labels = List.copyOf(labels);
    }
}
