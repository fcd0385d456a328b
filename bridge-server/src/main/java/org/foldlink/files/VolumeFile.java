package org.foldlink.files;

import java.util.List;
import org.foldlink.volume.Volume;

/**
 * A volume as read from any format.
 *
 * @param volume in RAS mm
 * @param warnings what was doubtful in the file and which rule was applied
 */
public record VolumeFile(Volume volume, List<String> warnings) {

    public VolumeFile {
        warnings = List.copyOf(warnings);
    }
}
