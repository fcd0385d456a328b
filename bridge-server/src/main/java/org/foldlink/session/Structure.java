package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.Intensity;
import org.foldlink.measure.Shape;
import org.foldlink.models.Label;

/**
 * One structure found, with its measurements.
 *
 * @param ml voxels times the voxel's volume
 * @param box RAS mm, axis-aligned, from outer voxel face to outer voxel face
 * @param oriented along the axes of the labelmap's grid, from outer voxel face to outer voxel face
 * @param centre of mass, RAS mm
 * @param diametersMm largest diameters, longest first; may be empty
 * @param foldAgreement 0–1: mean share of folds that give this label where the result has it; empty where it was not measured
 * @param shape principal box, surface area, largest diameter; empty where it was not measured
 * @param intensities inside the structure, by input channel
 */
public record Structure(
        Label label,
        long voxels,
        double ml,
        Box box,
        Optional<OrientedBox> oriented,
        Vec3 centre,
        List<Double> diametersMm,
        OptionalDouble foldAgreement,
        Optional<Shape> shape,
        List<ChannelIntensity> intensities) {

    public Structure {
        diametersMm = List.copyOf(diametersMm);
        intensities = List.copyOf(intensities);
    }

    /** Of which neither shape nor intensities were measured. */
    public Structure(
            Label label,
            long voxels,
            double ml,
            Box box,
            Optional<OrientedBox> oriented,
            Vec3 centre,
            List<Double> diametersMm,
            OptionalDouble foldAgreement) {
        this(label, voxels, ml, box, oriented, centre, diametersMm, foldAgreement, Optional.empty(), List.of());
    }

    /**
     * The values of one input channel inside a structure.
     *
     * @param unit HU where the channel is CT, else empty: MR has none
     */
    public record ChannelIntensity(String channel, Optional<String> unit, Intensity values) {}

    /**
     * A box along axes of its own: here those of the grid.
     *
     * @param centre RAS mm
     * @param axes three orthonormal directions in RAS
     * @param size mm along each axis, face to face
     */
    public record OrientedBox(Vec3 centre, List<Vec3> axes, Vec3 size) {
        public OrientedBox {
            axes = List.copyOf(axes);
        }
    }
}
