package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Finding.Level;
import org.foldlink.models.Channel;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelPlan;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/** What can be said of a request before anything is computed. Texts are shown to users as they are. */
final class RequestCheck {

    /** Corners of the channels' grids may differ by this share of the smallest spacing. */
    private static final double GRID_TOLERANCE = 0.01;
    /** Cosine between two axes above which a grid is sheared. */
    private static final double SHEAR = 1e-3;

    private static final double FAR_SPACING = 3;

    private final SegmentationRequest request;
    private final NetworkSteps steps;
    private final OptionalDouble nonFinite;
    private final Workers workers;
    private final List<Finding> findings = new ArrayList<>();

    private RequestCheck(SegmentationRequest request, NetworkSteps steps, OptionalDouble nonFinite, Workers workers) {
        this.request = request;
        this.steps = steps;
        this.nonFinite = nonFinite;
        this.workers = workers;
    }

    /** @param nonFinite taken in place of voxels that are not finite, if anything is */
    static List<Finding> of(SegmentationRequest request, ModelPlan plan, OptionalDouble nonFinite, Workers workers) {
        List<NetworkSteps> networks =
                plan.stages().stream().map(m -> NetworkSteps.of(m.network())).toList();
        RequestCheck check = new RequestCheck(request, networks.get(0), nonFinite, workers);
        check.folds();
        if (check.channels()) {
            check.grid();
            check.region();
            check.values();
            // The stages and members take the same volumes; they may differ in how they look at the grid.
            for (NetworkSteps other : networks.subList(1, networks.size())) {
                RequestCheck more = new RequestCheck(request, other, nonFinite, workers);
                more.grid();
                more.findings.stream().filter(f -> !check.findings.contains(f)).forEach(check.findings::add);
            }
        }
        return check.findings;
    }

    private void error(String code, String field, String message) {
        findings.add(new Finding(Level.ERROR, code, field, message));
    }

    private void warning(String code, String field, String message) {
        findings.add(new Finding(Level.WARNING, code, field, message));
    }

    private void folds() {
        int wanted = request.options().folds();
        int there = request.model().folds().size();
        if (wanted > there) {
            error(
                    "folds",
                    "folds",
                    "folds = " + wanted + " (model " + request.model().id() + " has " + there + "; expected 1.." + there
                            + ", or 0 for all)");
        }
    }

    private boolean channels() {
        ModelDescriptor model = request.model();
        int wanted = model.channels().size();
        int given = request.channels().size();
        if (given != wanted) {
            String names = model.channels().stream().map(Channel::name).collect(Collectors.joining(", "));
            error(
                    "missing_channel",
                    "channels",
                    "channels = " + given + " (model " + model.id() + " takes " + wanted + ": " + names + ")");
            return false;
        }
        Grid first = request.channels().get(0).grid();
        Vec3 s = first.spacing();
        double tolerance = GRID_TOLERANCE * Math.min(s.x(), Math.min(s.y(), s.z()));
        for (int c = 1; c < given; c++) {
            if (!request.channels().get(c).grid().matches(first, tolerance)) {
                String name = model.channels().get(c).name();
                error(
                        "grids_differ",
                        name,
                        "channel " + name + " is on "
                                + text(request.channels().get(c).grid())
                                + " (expected the grid of "
                                + model.channels().get(0).name() + ", " + text(first)
                                + "; resample it to that volume first)");
            }
        }
        return findings.stream().noneMatch(f -> f.code().equals("grids_differ"));
    }

    private static String text(Grid grid) {
        Vec3 s = grid.spacing();
        Vec3 o = grid.indexToRas().translation();
        return String.format(
                Locale.ROOT,
                "%d x %d x %d voxels of %.4g x %.4g x %.4g mm with its first at RAS (%.1f, %.1f, %.1f)",
                grid.sizeI(),
                grid.sizeJ(),
                grid.sizeK(),
                s.x(),
                s.y(),
                s.z(),
                o.x(),
                o.y(),
                o.z());
    }

    private void grid() {
        Grid grid = request.channels().get(0).grid();
        if (grid.shear() > SHEAR) {
            error(
                    "sheared",
                    "matrix",
                    String.format(
                            Locale.ROOT,
                            "grid axes are %.2f degrees off the right angle (expected orthogonal axes; resample the volume to a"
                                    + " regular grid first)",
                            Math.toDegrees(Math.asin(grid.shear()))));
        }
        if (grid.indexToRas().determinant() < 0) {
            warning(
                    "left_handed",
                    "matrix",
                    "grid is left-handed: its voxel axes mirror the patient"
                            + (steps.turns()
                                    ? " (the model turns its input to the patient's axes, so this is harmless)"
                                    : " (the model takes voxels as they are stored, so left and right may come out swapped if its"
                                            + " training data were right-handed)"));
        }
        AxisMap axes = steps.axes(grid);
        String[] names = {"i", "j", "k"};
        int[] sizes = {grid.sizeI(), grid.sizeJ(), grid.sizeK()};
        for (int g = 0; g < 3; g++) {
            if (sizes[g] == 1 && steps.plan().patch().stream().allMatch(p -> p > 1)) {
                error(
                        "single_slice",
                        "size " + names[g],
                        "volume is a single slice: size " + names[g]
                                + " = 1 (model " + request.model().id() + " is 3D with patches of "
                                + join(steps.plan().patch(), " x ")
                                + " voxels; expected 2 or more)");
            }
        }
        double[] spacing = {axes.spacing(0), axes.spacing(1), axes.spacing(2)};
        double[] trained = steps.spacingFor(spacing);
        for (int a = 0; a < 3; a++) {
            double ratio = spacing[a] / trained[a];
            if (sizes[0] > 1 && sizes[1] > 1 && sizes[2] > 1 && (ratio > FAR_SPACING || ratio < 1 / FAR_SPACING)) {
                warning(
                        "spacing_range",
                        "spacing",
                        String.format(
                                Locale.ROOT,
                                "spacing = %.3g x %.3g x %.3g mm along the network's axes (model %s was trained at %.3g x %.3g x"
                                        + " %.3g mm; the result may be poor)",
                                spacing[0],
                                spacing[1],
                                spacing[2],
                                request.model().id(),
                                trained[0],
                                trained[1],
                                trained[2]));
                return;
            }
        }
    }

    private static String join(List<?> values, String by) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(by));
    }

    private void region() {
        if (request.options().region().isEmpty()) {
            return;
        }
        Box box = request.options().region().get();
        Grid grid = request.channels().get(0).grid();
        // The box of the volume in RAS, voxel edges included: no overlap means that every voxel would be background.
        double[] min = {1e300, 1e300, 1e300};
        double[] max = {-1e300, -1e300, -1e300};
        for (int corner = 0; corner < 8; corner++) {
            Vec3 p = grid.indexToRas()
                    .apply(
                            (corner & 1) == 0 ? -0.5 : grid.sizeI() - 0.5,
                            (corner & 2) == 0 ? -0.5 : grid.sizeJ() - 0.5,
                            (corner & 4) == 0 ? -0.5 : grid.sizeK() - 0.5);
            double[] v = {p.x(), p.y(), p.z()};
            for (int a = 0; a < 3; a++) {
                min[a] = Math.min(min[a], v[a]);
                max[a] = Math.max(max[a], v[a]);
            }
        }
        boolean apart = box.max().x() < min[0]
                || box.min().x() > max[0]
                || box.max().y() < min[1]
                || box.min().y() > max[1]
                || box.max().z() < min[2]
                || box.min().z() > max[2];
        if (apart) {
            error(
                    "region",
                    "region",
                    String.format(
                            Locale.ROOT,
                            "region = RAS %s..%s mm lies outside of the volume (expected a part of %s..%s mm)",
                            text(box.min()),
                            text(box.max()),
                            text(new Vec3(min[0], min[1], min[2])),
                            text(new Vec3(max[0], max[1], max[2]))));
        }
    }

    private static String text(Vec3 p) {
        return String.format(Locale.ROOT, "(%.1f, %.1f, %.1f)", p.x(), p.y(), p.z());
    }

    private void values() {
        for (int c = 0; c < request.channels().size(); c++) {
            Volume volume = request.channels().get(c);
            String name = request.model().channels().get(c).name();
            ChannelValues expected = steps.values(c);
            if (expected == ChannelValues.ANY && !volume.type().isFloating()) {
                continue;
            }
            VoxelScan scan = VoxelScan.of(volume, workers);
            if (scan.notFinite() > 0) {
                notFinite(name, scan, volume.grid());
            }
            if (scan.min() > scan.max()) {
                continue; // not one voxel is finite
            }
            if (expected == ChannelValues.COLOUR && (scan.min() < 0 || scan.max() > 255)) {
                error(
                        "modality",
                        name,
                        String.format(
                                Locale.ROOT,
                                "channel %s has values %.4g..%.4g (expected 0..255, as the model was trained on colours)",
                                name,
                                scan.min(),
                                scan.max()));
            } else if (expected == ChannelValues.HOUNSFIELD && scan.min() >= 0) {
                warning(
                        "modality",
                        name,
                        String.format(
                                Locale.ROOT,
                                "channel %s has values %.4g..%.4g (expected a CT in HU, where air is near -1000; is the rescale"
                                        + " intercept missing?)",
                                name,
                                scan.min(),
                                scan.max()));
            }
        }
    }

    private void notFinite(String name, VoxelScan scan, Grid grid) {
        String what = "channel " + name + " has " + scan.notFinite()
                + " voxels that are NaN or infinite, the first at (i, j, k) = " + scan.firstNotFinite(grid);
        if (nonFinite.isPresent()) {
            warning(
                    "nan_voxels",
                    name,
                    what + " (taken as " + (float) nonFinite.getAsDouble() + ", as non-finite says)");
        } else {
            error("nan_voxels", name, what + " (expected finite numbers; fill them first)");
        }
    }
}
