package org.foldlink.nifti;

import java.util.List;
import org.foldlink.volume.Volume;

/**
 * A NIfTI file as read.
 *
 * @param volume in RAS mm, values after the file's scaling
 * @param version 1 or 2
 * @param qformCode the header's qform_code, 0 when unset
 * @param sformCode the header's sform_code, 0 when unset
 * @param description the header's descrip; may name a patient, so it is not for logs
 * @param warnings what was doubtful in the file and which rule was applied, in the reader's order
 */
public record NiftiImage(
        Volume volume, int version, int qformCode, int sformCode, String description, List<String> warnings) {

    public NiftiImage {
        warnings = List.copyOf(warnings);
    }
}
