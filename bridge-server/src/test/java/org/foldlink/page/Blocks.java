package org.foldlink.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.LabelMeasures;
import org.foldlink.measure.StructureMeasure;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A patient of three blocks in water: red on the right, green on the left and farther forward, magenta above. Their places are in RAS mm,
 * so a page can be checked on any grid.
 */
final class Blocks {

    static final int RED = 3;
    static final int GREEN = 7;
    static final int MAGENTA = 300;

    private Blocks() {}

    /** Straight, but of three spacings, with the axes in the order S, R, A, two of them backwards. */
    static Grid permuted() {
        return Grid.ofCentre(
                48, 50, 40, new Vec3(0, 0, -2.5), new Vec3(2.4, 0, 0), new Vec3(0, -3, 0), new Vec3(10, -5, 30));
    }

    /** Tilted by some 11 degrees about S and 6 about R. */
    static Grid oblique() {
        double c = Math.cos(0.2);
        double s = Math.sin(0.2);
        double d = Math.cos(0.1);
        double t = Math.sin(0.1);
        Vec3 i = new Vec3(-c, -s, 0);
        Vec3 k = new Vec3(s * t, -c * t, d);
        Vec3 j = k.cross(i);
        return Grid.ofCentre(60, 56, 40, i.times(2), j.times(2.2), k.times(3), new Vec3(10, -5, 30));
    }

    private static int label(Vec3 fromCentre) {
        if (inside(fromCentre, new Vec3(25, -5, 0), new Vec3(10, 22, 20))) {
            return RED;
        }
        if (inside(fromCentre, new Vec3(-22, 8, 0), new Vec3(12, 22, 20))) {
            return GREEN;
        }
        return inside(fromCentre, new Vec3(0, 0, 34), new Vec3(8, 24, 9)) ? MAGENTA : 0;
    }

    private static boolean inside(Vec3 p, Vec3 centre, Vec3 half) {
        Vec3 d = p.minus(centre);
        return Math.abs(d.x()) < half.x() && Math.abs(d.y()) < half.y() && Math.abs(d.z()) < half.z();
    }

    /** @param names of red, green and magenta */
    static PageContent on(Grid grid, String title, String... names) {
        Volume scan = Volume.allocate(grid, VoxelType.INT16);
        Volume labels = Volume.allocate(grid, VoxelType.UINT16);
        Vec3 centre = grid.centre();
        Affine a = grid.indexToRas();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = a.apply(i, j, k).minus(centre);
                    double r = p.x() * p.x() / (45 * 45) + p.y() * p.y() / (45 * 45);
                    scan.voxels().set(grid.index(i, j, k), r < 1 ? 20 : -1000);
                    labels.voxels().set(grid.index(i, j, k), label(p));
                }
            }
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode structures = result.putArray("structures");
        int[][] colours = {{230, 20, 20}, {20, 200, 20}, {220, 20, 220}};
        int n = 0;
        for (StructureMeasure m : LabelMeasures.measure(labels).values()) {
            ObjectNode s = structures.addObject();
            s.put("value", m.label()).put("name", names[n]).put("ml", m.ml()).put("voxels", m.voxels());
            ArrayNode colour = s.putArray("colour");
            for (int channel : colours[n++]) {
                colour.add(channel);
            }
            ObjectNode box = s.putObject("box");
            vector(box.putArray("min"), m.box().min());
            vector(box.putArray("max"), m.box().max());
            ObjectNode oriented = s.putObject("oriented_box");
            vector(oriented.putArray("centre"), m.oriented().centre());
            ArrayNode axes = oriented.putArray("axes");
            m.oriented().axes().forEach(axis -> vector(axes.addArray(), axis));
            vector(oriented.putArray("size"), m.oriented().size());
            vector(s.putArray("centre"), m.centroid());
            s.putArray("diameters_mm").add(m.axialDiameter()).add(m.axialPerpendicular());
        }
        result.put("software", "1.2.3");
        return new PageContent(title, scan, true, labels, result, Set.of(), Map.of("Scan", "blocks.nii.gz"));
    }

    private static void vector(ArrayNode to, Vec3 v) {
        to.add(v.x()).add(v.y()).add(v.z());
    }
}
