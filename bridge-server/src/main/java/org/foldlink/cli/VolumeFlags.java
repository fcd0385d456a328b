package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import picocli.CommandLine.Option;

/** A volume that is only spoken of: what a run on one like it would take. */
final class VolumeFlags {

    @Option(
            names = "--size",
            paramLabel = "X,Y,Z",
            defaultValue = "512,512,280",
            description = "Voxels of the volume that memory and time are estimated for (default: ${DEFAULT-VALUE}).")
    private String size = "";

    @Option(
            names = "--spacing",
            paramLabel = "X,Y,Z",
            defaultValue = "1,1,1",
            description = "Its spacing in mm (default: ${DEFAULT-VALUE}).")
    private String spacing = "";

    /** Along R, A and S from the origin. */
    Grid grid() {
        List<Double> n = numbers("--size", size, "three whole numbers 1..65535, such as 512,512,280");
        List<Double> mm = numbers("--spacing", spacing, "three numbers above 0, up to 1000, such as 0.8,0.8,2.5");
        if (n.stream().anyMatch(v -> v > 65535 || v != Math.rint(v))) {
            throw wrong("--size", size, "three whole numbers 1..65535, such as 512,512,280");
        }
        if (mm.stream().anyMatch(v -> v > 1000)) {
            throw wrong("--spacing", spacing, "three numbers above 0, up to 1000, such as 0.8,0.8,2.5");
        }
        try {
            return new Grid(
                    n.get(0).intValue(),
                    n.get(1).intValue(),
                    n.get(2).intValue(),
                    Affine.ofSpacing(mm.get(0), mm.get(1), mm.get(2), Vec3.ZERO));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Double> numbers(String option, String text, String expected) {
        List<Double> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            double value;
            try {
                value = Double.parseDouble(part.strip());
            } catch (NumberFormatException e) {
                throw wrong(option, text, expected);
            }
            if (!(value > 0) || !Double.isFinite(value)) {
                throw wrong(option, text, expected);
            }
            values.add(value);
        }
        if (values.size() != 3) {
            throw wrong(option, text, expected);
        }
        return values;
    }

    private static CommandFailure wrong(String option, String text, String expected) {
        return new CommandFailure(ExitCode.USAGE, option + " = " + text + " (expected " + expected + ")");
    }

    /** "512 x 512 x 280 voxels of 1 x 1 x 1 mm". */
    static String text(Grid grid) {
        Vec3 mm = grid.spacing();
        return String.format(
                Locale.ROOT,
                "%d x %d x %d voxels of %s x %s x %s mm",
                grid.sizeI(),
                grid.sizeJ(),
                grid.sizeK(),
                ModelText.figure(mm.x()),
                ModelText.figure(mm.y()),
                ModelText.figure(mm.z()));
    }
}
