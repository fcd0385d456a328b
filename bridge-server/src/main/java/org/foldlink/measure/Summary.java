package org.foldlink.measure;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/** From what was counted of a label to its measures. Immutable, for many threads. */
final class Summary {

    private final Planes planes;
    private final Affine toRas;
    /** Of one voxel along row, column and across, RAS mm. */
    private final Vec3[] steps;

    private final Vec3 spacing;
    private final Crofton crofton;

    Summary(Planes planes) {
        this.planes = planes;
        this.toRas = planes.grid().indexToRas();
        this.steps = new Vec3[] {step(planes.rowAxis()), step(planes.columnAxis()), step(planes.across())};
        this.spacing = new Vec3(steps[0].norm(), steps[1].norm(), steps[2].norm());
        this.crofton = Crofton.of(spacing);
    }

    private Vec3 step(int axis) {
        return axis == 0 ? toRas.i() : axis == 1 ? toRas.j() : toRas.k();
    }

    StructureMeasure of(int label, Tally tally) {
        Grid grid = planes.grid();
        double n = tally.voxels();
        Outline widest = tally.outlines().get(0);
        for (Outline o : tally.outlines()) {
            if (o.hull().diameter() > widest.hull().diameter()) {
                widest = o;
            }
        }
        List<Intensity> intensities = new ArrayList<>();
        for (int i = 0; i < tally.images(); i++) {
            intensities.add(tally.values(i).statistics());
        }
        return new StructureMeasure(
                label,
                tally.voxels(),
                n * grid.voxelVolume() / 1000,
                ras(tally.total(0) / n, tally.total(1) / n, tally.total(2) / n),
                box(tally.outlines()),
                oriented(tally.outlines()),
                chord(widest.slice(), widest.hull().diameterChord()),
                chord(widest.slice(), widest.hull().perpendicularChord()),
                new Shape(
                        PrincipalAxes.box(tally, steps, toRas.translation()),
                        crofton.area(tally.voxels(), tally.joined()),
                        Feret.of(tally.outlines(), spacing.z())),
                intensities);
    }

    /** Of continuous indices along row, column and across. */
    private Vec3 ras(double u, double v, double w) {
        double[] index = new double[3];
        index[planes.rowAxis()] = u;
        index[planes.columnAxis()] = v;
        index[planes.across()] = w;
        return toRas.apply(index[0], index[1], index[2]);
    }

    private Chord chord(int slice, Hull.Chord c) {
        return new Chord(
                ras(c.u0() / spacing.x(), c.v0() / spacing.y(), slice),
                ras(c.u1() / spacing.x(), c.v1() / spacing.y(), slice));
    }

    /** The extremes of a linear function lie at corners of the hulls. */
    private Box box(List<Outline> outlines) {
        double[] min = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] max = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Outline o : outlines) {
            for (int p = 0; p < o.hull().corners(); p++) {
                Vec3 at = ras(o.hull().u(p) / spacing.x(), o.hull().v(p) / spacing.y(), o.slice());
                double[] xyz = {at.x(), at.y(), at.z()};
                for (int a = 0; a < 3; a++) {
                    min[a] = Math.min(min[a], xyz[a]);
                    max[a] = Math.max(max[a], xyz[a]);
                }
            }
        }
        Vec3 half = new Vec3(Math.abs(steps[2].x()) / 2, Math.abs(steps[2].y()) / 2, Math.abs(steps[2].z()) / 2);
        return new Box(new Vec3(min[0], min[1], min[2]).minus(half), new Vec3(max[0], max[1], max[2]).plus(half));
    }

    private OrientedBox oriented(List<Outline> outlines) {
        double[] low = {
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, outlines.get(0).slice() - 0.5
        };
        double[] high = {
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            outlines.get(outlines.size() - 1).slice() + 0.5
        };
        for (Outline o : outlines) {
            for (int p = 0; p < o.hull().corners(); p++) {
                low[0] = Math.min(low[0], o.hull().u(p) / spacing.x());
                low[1] = Math.min(low[1], o.hull().v(p) / spacing.y());
                high[0] = Math.max(high[0], o.hull().u(p) / spacing.x());
                high[1] = Math.max(high[1], o.hull().v(p) / spacing.y());
            }
        }
        double[] size = new double[3];
        int[] axes = {planes.rowAxis(), planes.columnAxis(), planes.across()};
        double[] mm = {spacing.x(), spacing.y(), spacing.z()};
        for (int a = 0; a < 3; a++) {
            size[axes[a]] = (high[a] - low[a]) * mm[a];
        }
        return new OrientedBox(
                ras((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2),
                List.of(toRas.i().unit(), toRas.j().unit(), toRas.k().unit()),
                new Vec3(size[0], size[1], size[2]));
    }
}
