package org.foldlink.render;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.foldlink.geometry.Grid;

/** Cells of a small grid that are set or not, i fastest; those on its border stay unset. Each step gives new cells. */
final class Cells {

    private final Grid grid;
    private final BitSet set;
    private final int[] steps;

    private Cells(Grid grid, BitSet set) {
        this.grid = grid;
        this.set = set;
        int row = grid.sizeI();
        int plane = row * grid.sizeJ();
        this.steps = new int[] {-1, 1, -row, row, -plane, plane};
    }

    /** Those above {@code threshold}; not a number is not. */
    static Cells of(Grid grid, double[] values, double threshold) {
        BitSet set = new BitSet(values.length);
        for (int c = 0; c < values.length; c++) {
            set.set(c, values[c] > threshold);
        }
        return new Cells(grid, set).changed(set::get);
    }

    boolean isSet(int cell) {
        return set.get(cell);
    }

    private interface Rule {
        boolean holds(int cell);
    }

    /** Inner cells by the rule, the border unset. */
    private Cells changed(Rule rule) {
        BitSet next = new BitSet(set.size());
        for (int k = 1; k < grid.sizeK() - 1; k++) {
            for (int j = 1; j < grid.sizeJ() - 1; j++) {
                int row = (int) grid.index(0, j, k);
                for (int i = 1; i < grid.sizeI() - 1; i++) {
                    if (rule.holds(row + i)) {
                        next.set(row + i);
                    }
                }
            }
        }
        return new Cells(grid, next);
    }

    private int neighbours(int cell) {
        int n = 0;
        for (int step : steps) {
            n += set.get(cell + step) ? 1 : 0;
        }
        return n;
    }

    /** The majority of a cell and its six neighbours: specks go. */
    Cells median() {
        return changed(c -> neighbours(c) + (set.get(c) ? 1 : 0) >= 4);
    }

    /** By one cell: outwards, or inwards again. */
    Cells grown(boolean outwards) {
        return changed(c -> outwards ? set.get(c) || neighbours(c) > 0 : set.get(c) && neighbours(c) == 6);
    }

    /** The largest piece alone, joined by faces. */
    Cells largest() {
        BitSet left = (BitSet) set.clone();
        BitSet best = new BitSet();
        for (int c = left.nextSetBit(0); c >= 0; c = left.nextSetBit(c + 1)) {
            BitSet piece = take(left, c);
            if (piece.cardinality() > best.cardinality()) {
                best = piece;
            }
        }
        return new Cells(grid, best);
    }

    /** With the holes that are not open to the border. */
    Cells filled() {
        int count = (int) grid.count();
        BitSet empty = new BitSet(count);
        empty.set(0, count);
        empty.andNot(set);
        BitSet around = take(empty, 0);
        around.flip(0, count);
        return new Cells(grid, around);
    }

    /** Takes the piece that holds {@code seed} out of {@code from}. */
    private BitSet take(BitSet from, int seed) {
        int count = (int) grid.count();
        BitSet piece = new BitSet(count);
        ArrayDeque<Integer> open = new ArrayDeque<>();
        from.clear(seed);
        open.add(seed);
        while (!open.isEmpty()) {
            int c = open.remove();
            piece.set(c);
            for (int step : steps) {
                int n = c + step;
                // A step off a row's end lands on the next row's border, which is outside just as the border left.
                if (n >= 0 && n < count && from.get(n)) {
                    from.clear(n);
                    open.add(n);
                }
            }
        }
        return piece;
    }
}
