package org.foldlink.inference;

import java.util.stream.IntStream;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;

/**
 * Which tiles a fold runs in the adaptive mode, by what the folds before it are in doubt about. A tile in doubt is run by every fold. One that
 * is not, but shows something, is run by every other fold, and its neighbours by the others: where tiles overlap each fold still has a say, so
 * a fold that was sure and wrong is not the only one. One that shows nothing is left out. Each voxel counts for the one tile to whose centre it is nearest along each
 * axis, since that tile weighs most there; so the tiles share out the volume, its borders included. Array axes z, y, x of the network's grid.
 */
final class TileDoubt {

    private final Scores scores;
    private final LabelRule labels;
    private final AdaptiveRule rule;
    private final int[][] owners;
    private final int[] tiles;
    /** By tile: voxels with a narrow margin, and voxels with that or a label. */
    private final long[] narrow;

    private final long[] shown;

    private TileDoubt(Scores scores, LabelRule labels, Tiling tiling, TileShape shape, AdaptiveRule rule) {
        this.scores = scores;
        this.labels = labels;
        this.rule = rule;
        int[] patch = {shape.depth(), shape.height(), shape.width()};
        Tensor sum = scores.sum();
        int[] size = {sum.depth(), sum.height(), sum.width()};
        this.owners = new int[3][];
        this.tiles = new int[3];
        for (int a = 0; a < 3; a++) {
            owners[a] = owners(tiling.starts(a), patch[a], size[a]);
            tiles[a] = tiling.starts(a).length;
        }
        this.narrow = new long[tiling.tiles()];
        this.shown = new long[tiling.tiles()];
    }

    /**
     * By the tile's number in the order of the run.
     *
     * @param fold number of the fold in the order of the run, from 0
     */
    static boolean[] of(
            int fold,
            Scores scores,
            LabelRule labels,
            Tiling tiling,
            TileShape shape,
            AdaptiveRule rule,
            Workers workers) {
        TileDoubt doubt = new TileDoubt(scores, labels, tiling, shape, rule);
        workers.forEach(scores.sum().depth(), doubt::count);
        boolean[] runs = new boolean[doubt.narrow.length];
        for (int t = 0; t < runs.length; t++) {
            boolean doubtful = doubt.narrow[t] > rule.share() * doubt.shown[t];
            runs[t] = doubtful || (doubt.shown[t] > 0 && (doubt.parity(t) + fold) % 2 == 0);
        }
        return runs;
    }

    /** Even and odd tiles alternate along each axis. */
    private int parity(int tile) {
        int x = tile % tiles[2];
        int y = tile / tiles[2] % tiles[1];
        int z = tile / tiles[2] / tiles[1];
        return z + y + x;
    }

    /** The tile of each voxel along one axis: the boundary between two lies midway between their centres. */
    static int[] owners(int[] starts, int patch, int size) {
        int[] owner = new int[size];
        int tile = 0;
        for (int v = 0; v < size; v++) {
            while (tile + 1 < starts.length && 2 * v + 1 > starts[tile] + starts[tile + 1] + patch) {
                tile++;
            }
            owner[v] = tile;
        }
        return owner;
    }

    private void count(int z) {
        Tensor sum = scores.sum();
        int area = sum.height() * sum.width();
        float[][] values = IntStream.range(0, sum.channels())
                .mapToObj(h -> sum.slice(h, z))
                .toArray(float[][]::new);
        float[] margins = new float[area];
        char[] label = new char[area];
        labels.margins(values, area, scores, margins);
        labels.decide(values, area, scores.threshold(), new float[area], label);
        long[] narrowHere = new long[tiles[1] * tiles[2]];
        long[] shownHere = new long[tiles[1] * tiles[2]];
        for (int y = 0; y < sum.height(); y++) {
            for (int x = 0; x < sum.width(); x++) {
                int i = y * sum.width() + x;
                int tile = owners[1][y] * tiles[2] + owners[2][x];
                boolean close = margins[i] < rule.margin();
                narrowHere[tile] += close ? 1 : 0;
                shownHere[tile] += close || label[i] != 0 ? 1 : 0;
            }
        }
        int first = owners[0][z] * narrowHere.length;
        synchronized (this) {
            for (int t = 0; t < narrowHere.length; t++) {
                narrow[first + t] += narrowHere[t];
                shown[first + t] += shownHere[t];
            }
        }
    }
}
