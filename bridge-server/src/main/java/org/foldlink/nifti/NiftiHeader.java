package org.foldlink.nifti;

import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/**
 * The fields of a NIfTI header that a volume depends on, unchecked and as they stand in the file (nifti1.h, nifti2.h).
 *
 * @param version 1 or 2
 * @param bigEndian byte order of header and voxels
 * @param pair voxels in a separate .img file
 * @param dim dim[0..7]
 * @param pixdim pixdim[0..7], in the header's unit
 * @param spaceUnits low three bits of xyzt_units: 0 unknown, 1 metre, 2 millimetre, 3 micron
 * @param quaternion quatern_b, quatern_c, quatern_d
 * @param qoffset position of voxel (0, 0, 0)'s centre under the qform, RAS, in the header's unit
 * @param srow the sform, index to RAS in the header's unit
 */
record NiftiHeader(
        int version,
        boolean bigEndian,
        boolean pair,
        List<Long> dim,
        int datatype,
        int bitpix,
        List<Double> pixdim,
        double voxOffset,
        double slope,
        double intercept,
        int spaceUnits,
        String description,
        int qformCode,
        int sformCode,
        Vec3 quaternion,
        Vec3 qoffset,
        Affine srow) {

    int bytes() {
        return version == 1 ? 348 : 540;
    }
}
