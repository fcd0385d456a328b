package org.foldlink.fusion;

import java.util.List;
import org.foldlink.volume.Volume;

/**
 * The label that at least a number of masks give a voxel; background where no label has so many.
 *
 * <p>Background does not vote: with {@code atLeast} up to half of the masks a label can win over more masks that have none. Of several labels with
 * enough votes the one with most wins; of those with equally many, the one that the earliest mask of the list has.
 */
public final class Majority {

    private Majority() {}

    /** More than half of so many: no two labels can reach it. */
    public static int moreThanHalf(int masks) {
        return masks / 2 + 1;
    }

    /**
     * On the masks' grid, UINT8 where all of them are, else UINT16.
     *
     * @throws IllegalArgumentException if there are fewer than two masks, their grids differ, a value is no label, or {@code atLeast} is not 1 to
     *     the number of masks
     */
    public static Volume fuse(List<Member> masks, int atLeast) {
        Stack stack = Stack.of(masks);
        if (atLeast < 1 || atLeast > stack.size()) {
            throw new IllegalArgumentException(
                    "at least = " + atLeast + " (expected 1 to " + stack.size() + ", the number of masks)");
        }
        Volume fused = stack.allocate();
        stack.read(() -> {
            char[] out = new char[stack.grid().sizeI()];
            return (from, labels) -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = Decisions.same(labels, i) ? labels[0][i] : vote(labels, i, atLeast);
                }
                fused.voxels().write(from, 1, out, out.length);
            };
        });
        return fused;
    }

    private static char vote(char[][] labels, int i, int atLeast) {
        char winner = 0;
        int most = atLeast - 1;
        for (int m = 0; m + most < labels.length; m++) {
            char label = labels[m][i];
            int votes = label == 0 || label == winner ? 0 : votes(labels, i, m);
            if (votes > most) {
                most = votes;
                winner = label;
            }
        }
        return winner;
    }

    /** From the mask {@code from} on, of its label. */
    private static int votes(char[][] labels, int i, int from) {
        int votes = 0;
        for (int m = from; m < labels.length; m++) {
            votes += labels[m][i] == labels[from][i] ? 1 : 0;
        }
        return votes;
    }
}
