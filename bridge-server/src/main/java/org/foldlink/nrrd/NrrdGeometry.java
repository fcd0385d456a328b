package org.foldlink.nrrd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.FileGrid;
import org.foldlink.volume.VolumeFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Where the voxels lie (NRRD format, "space and orientation information"): space directions and space origin, else spacings alone along
 * L, P and S. An axis without a direction is no axis of space, and must have one sample. {@code space origin} is the centre of the first
 * voxel whatever the centering.
 */
final class NrrdGeometry {

    private final NrrdHeader header;
    private final List<String> warnings;

    private NrrdGeometry(NrrdHeader header, List<String> warnings) {
        this.header = header;
        this.warnings = warnings;
    }

    static Grid of(NrrdHeader header, List<String> warnings) throws VolumeFormatException {
        return new NrrdGeometry(header, warnings).grid();
    }

    private Grid grid() throws VolumeFormatException {
        int[] sizes = sizes();
        Vec3 toRas = toRas();
        double[] unit = millimetres();
        List<@Nullable Vec3> directions = directions(sizes);
        List<Integer> size = new ArrayList<>();
        List<Vec3> step = new ArrayList<>();
        for (int n = 0; n < sizes.length; n++) {
            Vec3 d = directions.get(n);
            if (d != null) {
                size.add(sizes[n]);
                step.add(millimetres(d, unit, toRas));
            } else if (sizes[n] != 1) {
                throw new VolumeFormatException(
                        "sizes[" + n + "] = " + sizes[n] + " along an axis that is no axis of space" + kind(n)
                                + " (expected 1: one volume of one number a voxel)");
            }
        }
        if (step.size() == 2) {
            step.add(step.get(0).cross(step.get(1)).unit());
            size.add(1);
            warnings.add("the image has two axes of space: it was taken as one slice of 1 mm");
        }
        if (step.size() != 3) {
            throw new VolumeFormatException("space directions give " + step.size() + " axes of space (expected 3)");
        }
        Vec3 origin = millimetres(origin(), unit, toRas);
        Affine affine = new Affine(step.get(0), step.get(1), step.get(2), origin);
        return FileGrid.of(size.get(0), size.get(1), size.get(2), affine, "sizes", "space directions");
    }

    private String kind(int axis) throws VolumeFormatException {
        return header.get("kinds") == null
                ? ""
                : ", kind " + header.words("kinds", dimension()).get(axis);
    }

    private int dimension() throws VolumeFormatException {
        int dimension = header.integer("dimension", header.require("dimension"));
        if (dimension < 2 || dimension > 16) {
            throw new VolumeFormatException("dimension = " + dimension + " (expected 2..16)");
        }
        return dimension;
    }

    private int[] sizes() throws VolumeFormatException {
        List<String> words = header.words("sizes", dimension());
        int[] sizes = new int[words.size()];
        for (int n = 0; n < sizes.length; n++) {
            sizes[n] = header.integer("sizes[" + n + "]", words.get(n));
            if (sizes[n] < 1) {
                throw new VolumeFormatException("sizes[" + n + "] = " + sizes[n] + " (expected 1 or more)");
            }
        }
        return sizes;
    }

    /** Signs that turn the file's space into RAS. */
    private Vec3 toRas() throws VolumeFormatException {
        String space = header.get("space");
        if (space == null) {
            warnings.add("no space is named: LPS was taken");
            return new Vec3(-1, -1, 1);
        }
        return switch (space.toLowerCase(Locale.ROOT)) {
            case "right-anterior-superior", "ras" -> new Vec3(1, 1, 1);
            case "left-anterior-superior", "las" -> new Vec3(-1, 1, 1);
            case "left-posterior-superior", "lps" -> new Vec3(-1, -1, 1);
            case "scanner-xyz", "3d-right-handed", "3d-left-handed" -> {
                warnings.add("space = " + space + " names no axes of the patient: LPS was taken");
                yield new Vec3(-1, -1, 1);
            }
            default ->
                throw new VolumeFormatException("space = " + space
                        + " (expected right-anterior-superior, left-anterior-superior or left-posterior-superior)");
        };
    }

    /** Millimetres in the unit of each axis of the space. */
    private double[] millimetres() throws VolumeFormatException {
        double[] factors = {1, 1, 1};
        if (header.get("space units") == null) {
            return factors;
        }
        List<String> units = header.words("space units", 3);
        for (int n = 0; n < 3; n++) {
            String unit = units.get(n).replace("\"", "").strip();
            factors[n] = switch (unit) {
                case "mm", "millimeter", "millimetre", "", "???" -> 1;
                case "m", "meter", "metre" -> 1000;
                case "cm" -> 10;
                case "um", "µm", "μm", "micron", "micrometer" -> 0.001;
                default ->
                    throw new VolumeFormatException(
                            "space units[" + n + "] = \"" + unit + "\" (expected mm, m, cm or um)");
            };
            if (factors[n] != 1) {
                warnings.add("space units[" + n + "] is " + unit + ": lengths were turned into mm");
            }
        }
        return factors;
    }

    private static Vec3 millimetres(Vec3 v, double[] unit, Vec3 sign) {
        return new Vec3(v.x() * unit[0] * sign.x(), v.y() * unit[1] * sign.y(), v.z() * unit[2] * sign.z());
    }

    private List<@Nullable Vec3> directions(int[] sizes) throws VolumeFormatException {
        List<@Nullable Vec3> directions = new ArrayList<>();
        if (header.get("space directions") != null) {
            for (String word : header.words("space directions", sizes.length)) {
                directions.add(word.equalsIgnoreCase("none") ? null : vector("space directions", word));
            }
            return directions;
        }
        double[] spacing = {1, 1, 1};
        if (header.get("spacings") == null) {
            warnings.add("neither space directions nor spacings are given: 1 mm along L, P and S was taken");
        } else {
            warnings.add("no space directions are given: the axes were taken along L, P and S");
            List<String> words = header.words("spacings", sizes.length);
            for (int n = 0; n < Math.min(3, sizes.length); n++) {
                double value = header.number("spacings[" + n + "]", words.get(n));
                if (!Double.isNaN(value) && (!(Math.abs(value) > 0) || Double.isInfinite(value))) {
                    throw new VolumeFormatException(
                            "spacings[" + n + "] = " + words.get(n) + " (expected a number other than 0)");
                }
                spacing[n] = Double.isNaN(value) ? 1 : Math.abs(value);
            }
        }
        // In the frame of toRas(): the file names no directions, so i runs along its first axis, and so on.
        for (int n = 0; n < sizes.length; n++) {
            directions.add(
                    n < 3 ? new Vec3(n == 0 ? spacing[0] : 0, n == 1 ? spacing[1] : 0, n == 2 ? spacing[2] : 0) : null);
        }
        return directions;
    }

    private Vec3 origin() throws VolumeFormatException {
        String origin = header.get("space origin");
        if (origin == null) {
            warnings.add("no space origin is given: the first voxel was put at 0");
            return Vec3.ZERO;
        }
        return vector("space origin", origin.strip());
    }

    private Vec3 vector(String field, String text) throws VolumeFormatException {
        String[] parts = text.startsWith("(") && text.endsWith(")")
                ? text.substring(1, text.length() - 1).split(",", -1)
                : new String[0];
        if (parts.length != 3) {
            throw new VolumeFormatException(
                    field + " = " + text + " (expected a vector of three numbers such as (1,0,0))");
        }
        Vec3 v = new Vec3(
                header.number(field, parts[0]), header.number(field, parts[1]), header.number(field, parts[2]));
        if (!v.isFinite()) {
            throw new VolumeFormatException(field + " = " + text + " (expected finite numbers)");
        }
        return v;
    }
}
