package org.foldlink.nrrd;

import java.util.List;
import java.util.Map;
import org.foldlink.volume.Volume;

/**
 * An NRRD file as read.
 *
 * @param volume in RAS mm
 * @param keyValues the header's {@code key:=value} pairs; may name a patient, so they are not for logs
 * @param warnings what was doubtful in the file and which rule was applied
 */
public record NrrdImage(Volume volume, Map<String, String> keyValues, List<String> warnings) {

    public NrrdImage {
        keyValues = Map.copyOf(keyValues);
        warnings = List.copyOf(warnings);
    }
}
