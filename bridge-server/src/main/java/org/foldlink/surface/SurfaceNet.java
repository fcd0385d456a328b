package org.foldlink.surface;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.foldlink.geometry.Grid;

/**
 * The surfaces between all labels of a labelmap at once: a node in every cell that labels share, and a quad across every voxel edge between two
 * labels, on the nodes of the four cells around it. A quad belongs to both of its labels, so neighbours share their border exactly.
 *
 * <p>A node lies at its cell's centre plus its offset, in voxels along i, j and k; offsets stay within half a voxel, so a node stays in its cell.
 * Confined to the thread that works on it; its own loops are parallel.
 */
final class SurfaceNet {

    /** Slabs a loop is cut into: more than threads, so that an empty part of the volume costs no time. */
    private static final int SLABS = 16;

    private final Grid grid;

    /** First node of each layer of cells, and the end of the last; the same of quads. */
    final int[] layerNodes;

    final int[] layerQuads;

    /** The node's cell (see {@link CellLayer}) along i, j and k. */
    final char[] cellI;

    final char[] cellJ;
    final char[] cellK;

    /** See {@link CellLayer#flags}. */
    final byte[] flags;

    /** The nodes linked across faces 2 to 5 (-j, +j, -k, +k); those across 0 and 1 are the ones before and after. */
    final int[][] links;

    final int[] corners;
    final char[] labels;
    final byte[] axis;

    /** Voxels along i, j, k, three a node. */
    final float[] offsets;

    /** Whether all offsets are 0. */
    boolean raw = true;

    private int labelEnd;

    private SurfaceNet(Grid grid, CellLayer[] layers) {
        this.grid = grid;
        this.layerNodes = starts(layers.length, k -> layers[k].cells);
        this.layerQuads = starts(layers.length, k -> layers[k].quads);
        int nodes = layerNodes[layers.length];
        int quads = layerQuads[layers.length];
        this.cellI = new char[nodes];
        this.cellJ = new char[nodes];
        this.cellK = new char[nodes];
        this.flags = new byte[nodes];
        this.links = new int[4][nodes];
        this.offsets = new float[Math.multiplyExact(3, nodes)];
        this.corners = new int[Math.multiplyExact(4, quads)];
        this.labels = new char[Math.multiplyExact(2, quads)];
        this.axis = new byte[quads];
    }

    /** One pass over the voxels, slabs in parallel. */
    static SurfaceNet of(LabelField field) {
        Grid size = field.grid();
        if (Math.max(size.sizeI(), Math.max(size.sizeJ(), size.sizeK())) > Character.MAX_VALUE) {
            throw new IllegalArgumentException("labelmap size = " + size.sizeI() + " x " + size.sizeJ() + " x "
                    + size.sizeK() + " (expected at most " + (int) Character.MAX_VALUE + " voxels along each axis)");
        }
        CellLayer[] layers = new CellLayer[size.sizeK() + 1];
        IntStream.range(0, SLABS).parallel().forEach(s -> {
            int from = (int) ((long) layers.length * s / SLABS);
            int to = (int) ((long) layers.length * (s + 1) / SLABS);
            if (from < to) {
                new SlabScan(field).scan(layers, from, to);
            }
        });
        field.refuseBad();
        SurfaceNet net = new SurfaceNet(size, layers);
        net.labelEnd = IntStream.range(0, layers.length)
                .parallel()
                .map(k -> net.take(k, layers[k]))
                .max()
                .orElse(1);
        return net;
    }

    private static int[] starts(int layers, IntUnaryOperator count) {
        int[] starts = new int[layers + 1];
        for (int k = 0; k < layers; k++) {
            starts[k + 1] = Math.addExact(starts[k], count.applyAsInt(k));
        }
        return starts;
    }

    /** @return one more than the greatest label */
    private int take(int k, CellLayer scanned) {
        int first = layerNodes[k];
        int before = k == 0 ? 0 : layerNodes[k - 1];
        System.arraycopy(scanned.i, 0, cellI, first, scanned.cells);
        System.arraycopy(scanned.j, 0, cellJ, first, scanned.cells);
        Arrays.fill(cellK, first, first + scanned.cells, (char) k);
        System.arraycopy(scanned.flags, 0, flags, first, scanned.cells);
        for (int c = 0; c < scanned.cells; c++) {
            if (scanned.beforeJ[c] != CellLayer.NONE) {
                int other = first + scanned.beforeJ[c];
                links[0][first + c] = other;
                links[1][other] = first + c;
            }
            if (scanned.beforeK[c] != CellLayer.NONE) {
                int other = before + scanned.beforeK[c];
                links[2][first + c] = other;
                links[3][other] = first + c;
            }
        }
        int quad = layerQuads[k];
        for (int c = 0; c < 4 * scanned.quads; c++) {
            int n = scanned.corners[c];
            corners[4 * quad + c] = n >= 0 ? first + n : before + ~n;
        }
        System.arraycopy(scanned.labels, 0, labels, 2 * quad, 2 * scanned.quads);
        System.arraycopy(scanned.axis, 0, axis, quad, scanned.quads);
        int end = 1;
        for (int n = 0; n < 2 * scanned.quads; n++) {
            end = Math.max(end, scanned.labels[n] + 1);
        }
        return end;
    }

    Grid grid() {
        return grid;
    }

    int nodes() {
        return flags.length;
    }

    int quads() {
        return axis.length;
    }

    int layers() {
        return layerNodes.length - 1;
    }

    /** Continuous voxel index along i of a node; likewise {@link #j} and {@link #k}. */
    double i(int node) {
        return cellI[node] - 0.5 + offsets[3 * node];
    }

    double j(int node) {
        return cellJ[node] - 0.5 + offsets[3 * node + 1];
    }

    double k(int node) {
        return cellK[node] - 0.5 + offsets[3 * node + 2];
    }

    /** One more than the greatest label. */
    int labelEnd() {
        return labelEnd;
    }

    /** Calls {@code work} for slabs 0..{@link #slabs()} - 1 in parallel. */
    void forEachSlab(IntConsumer work) {
        IntStream.range(0, SLABS).parallel().forEach(work);
    }

    /** As {@link #forEachSlab}, no two neighbouring slabs at one time: a quad has nodes in its own layer and in the one before. */
    void forEachSlabApart(IntConsumer work) {
        for (int odd = 0; odd < 2; odd++) {
            int first = odd;
            IntStream.range(0, SLABS / 2).parallel().forEach(s -> work.accept(2 * s + first));
        }
    }

    int slabs() {
        return SLABS;
    }

    int firstLayer(int slab) {
        return (int) ((long) layers() * slab / SLABS);
    }

    int firstNode(int slab) {
        return layerNodes[firstLayer(slab)];
    }

    int firstQuad(int slab) {
        return layerQuads[firstLayer(slab)];
    }
}
