package org.foldlink.measure.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.parity.PeerPython;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Predictions and references to score: real labels where this machine has them, phantoms and noise on grids of every kind. */
final class ScorePairs {

    record Pair(Volume prediction, Volume reference) {}

    private ScorePairs() {}

    /** Writes NAME.pred.nii.gz and NAME.ref.nii.gz of each, and reads them again, since peers see what files keep. */
    static Map<String, Pair> written(Path folder) throws IOException {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        generated(pairs);
        real(pairs);
        Map<String, Pair> read = new LinkedHashMap<>();
        for (Map.Entry<String, Pair> e : pairs.entrySet()) {
            Path prediction = folder.resolve(e.getKey() + ".pred.nii.gz");
            Path reference = folder.resolve(e.getKey() + ".ref.nii.gz");
            NiftiFile.write(prediction, e.getValue().prediction());
            NiftiFile.write(reference, e.getValue().reference());
            read.put(
                    e.getKey(),
                    new Pair(
                            NiftiFile.read(prediction).volume(),
                            NiftiFile.read(reference).volume()));
        }
        return read;
    }

    /** Oblique, permuted, flipped, anisotropic and single-slice grids. */
    static void generated(Map<String, Pair> to) {
        for (long seed = 1; seed <= 6; seed++) {
            Volume labels = AbdomenPhantom.generate(new PhantomSpec(seed, 7, 10, 120_000))
                    .labels();
            to.put("phantom" + seed, new Pair(seed % 2 == 0 ? rough(labels, seed) : moved(labels, 1, -1, 1), labels));
        }
        for (long seed = 1; seed <= 4; seed++) {
            int n = 0;
            for (Grid grid : Grids.of(seed)) {
                to.put("noise" + seed + "-" + n++, new Pair(noise(grid, 2 * seed), noise(grid, 2 * seed + 1)));
            }
        }
    }

    private static void real(Map<String, Pair> to) throws IOException {
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isEmpty()) {
            return;
        }
        Volume abdomen = NiftiFile.read(shared.get().resolve("abdomen-ct/example_seg_fast_force_split.nii.gz"))
                .volume();
        to.put("abdomen-moved", new Pair(moved(abdomen, 1, 0, -1), abdomen));
        to.put("abdomen-rough", new Pair(rough(abdomen, 5), abdomen));
        try (Stream<Path> files = Files.list(shared.get().resolve("msd-hippocampus/labels"))) {
            List<Path> some = files.sorted().limit(6).toList();
            for (Path file : some) {
                Volume labels = NiftiFile.read(file).volume();
                to.put("hippocampus-" + file.getFileName(), new Pair(rough(labels, file.hashCode()), labels));
            }
        }
    }

    /** Half of the voxels take the label of one of their neighbours. */
    static Volume rough(Volume labels, long seed) {
        Random random = new Random(seed);
        Grid g = labels.grid();
        Volume out = Volume.allocate(g, VoxelType.UINT16);
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    boolean own = random.nextBoolean();
                    int x = Math.max(0, Math.min(g.sizeI() - 1, i + (own ? 0 : random.nextInt(3) - 1)));
                    int y = Math.max(0, Math.min(g.sizeJ() - 1, j + (own ? 0 : random.nextInt(3) - 1)));
                    int z = Math.max(0, Math.min(g.sizeK() - 1, k + (own ? 0 : random.nextInt(3) - 1)));
                    out.voxels().set(g.index(i, j, k), labels.at(x, y, z));
                }
            }
        }
        return out;
    }

    /** Moved by whole voxels; what leaves the volume is gone. */
    static Volume moved(Volume labels, int di, int dj, int dk) {
        Grid g = labels.grid();
        Volume out = Volume.allocate(g, VoxelType.UINT16);
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    int x = i - di;
                    int y = j - dj;
                    int z = k - dk;
                    boolean inside = x >= 0 && y >= 0 && z >= 0 && x < g.sizeI() && y < g.sizeJ() && z < g.sizeK();
                    out.voxels().set(g.index(i, j, k), inside ? labels.at(x, y, z) : 0);
                }
            }
        }
        return out;
    }

    static Volume noise(Grid grid, long seed) {
        Random random = new Random(seed);
        Volume out = Volume.allocate(grid, VoxelType.UINT16);
        double empty = random.nextDouble();
        for (long v = 0; v < grid.count(); v++) {
            out.voxels().set(v, random.nextDouble() < empty ? 0 : new int[] {1, 2, 40_000}[random.nextInt(3)]);
        }
        return out;
    }
}
