package org.foldlink.surface;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many sheets of one label's surface meet in the intricate cells, and which quad belongs to which. Sheets of a cell share its node's position but
 * get a point each, and ambiguous faces are resolved so that every edge has two triangles.
 *
 * <p>An ambiguous face cuts off its corners inside, unless its two arcs then lie on one curve in both of its cells: the edge between the two
 * nodes would have four triangles. Flipping such a face parts the curve in both cells, since resolving a crossing of one closed curve the other
 * way makes it two. So each flip adds two curves, and as their number is bounded, none is left to flip in the end.
 */
final class Sheets {

    private final SurfaceNet net;
    private final LabelField field;
    private final int label;
    private final Map<Long, Cell> cells = new HashMap<>();

    /** A cell of several sheets or with an ambiguous face. */
    private static final class Cell {
        final int inside;
        int flips;
        long curves;

        /** The point of its first sheet; the others follow. */
        int firstPoint = CellLayer.NONE;

        Cell(int inside) {
            this.inside = inside;
            this.curves = CellCurves.of(inside, 0);
        }

        void flip(int face) {
            flips ^= 1 << face;
            curves = CellCurves.of(inside, flips);
        }
    }

    Sheets(SurfaceNet net, LabelField field, int label) {
        this.net = net;
        this.field = field;
        this.label = label;
    }

    /**
     * Takes the intricate cells of a quad; to be called for each quad before {@link #settle}.
     *
     * @return whether it has one
     */
    boolean add(int quad) {
        boolean intricate = false;
        for (int c = 4 * quad; c < 4 * quad + 4; c++) {
            int node = net.corners[c];
            if ((net.flags[node] & CellLayer.INTRICATE) != 0) {
                addNode(node);
                intricate = true;
            }
        }
        return intricate;
    }

    private void addNode(int node) {
        cells.computeIfAbsent(key(node), k -> {
            int inside = 0;
            for (int c = 0; c < 8; c++) {
                if (field.at(
                                net.cellI[node] - 1 + (c & 1),
                                net.cellJ[node] - 1 + (c >> 1 & 1),
                                net.cellK[node] - 1 + (c >> 2))
                        == label) {
                    inside |= 1 << c;
                }
            }
            return new Cell(inside);
        });
    }

    private long key(int node) {
        return ((long) net.cellK[node] << 16 | net.cellJ[node]) << 16 | net.cellI[node];
    }

    /** Flips faces until each edge has two triangles. */
    void settle() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<Long, Cell> e : cells.entrySet()) {
                for (int face = 1; face < 6; face += 2) {
                    changed |= settle(e.getKey(), e.getValue(), face);
                }
            }
        }
    }

    private boolean settle(long key, Cell cell, int face) {
        if (!CellCurves.ambiguous(cell.inside, face) || !CellCurves.joined(cell.curves, face)) {
            return false;
        }
        Cell next = next(key, face);
        if (next == null || !CellCurves.joined(next.curves, face - 1)) {
            return false;
        }
        cell.flip(face);
        next.flip(face - 1);
        return true;
    }

    /** The cell across a face that lies at the far side of its axis. */
    private @Nullable Cell next(long key, int face) {
        long step = face == 1 ? 1 : face == 3 ? 1L << 16 : 1L << 32;
        return cells.get(key + step);
    }

    /**
     * The point of a node's sheet.
     *
     * @param edge of the node's cell, across which the quad lies
     * @param points makes so many points at the node and says the number of the first
     */
    int point(int node, int edge, PointMaker points) {
        Cell cell = cells.get(key(node));
        if (cell == null) {
            throw new IllegalStateException("node " + node + " was not added");
        }
        if (cell.firstPoint == CellLayer.NONE) {
            cell.firstPoint = points.make(node, CellCurves.count(cell.curves));
        }
        return cell.firstPoint + CellCurves.curve(cell.curves, edge);
    }

    /** Makes points at a node. */
    @FunctionalInterface
    interface PointMaker {
        int make(int node, int count);
    }
}
