package org.foldlink.phantom;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * An MR of a head with a glioma that never was, as BraTS gives them: the skull taken away, four {@link MrSequence}s on one grid, 0 outside the
 * brain. The same seed and grid give the same bytes on every machine. Not for clinical use.
 */
public final class BrainPhantom {

    private static final int SEQUENCES = MrSequence.values().length;

    private final Grid grid;
    private final BrainAnatomy brain;
    private final Glioma glioma;
    private final Warp warp;
    private final MrScanner scanner;
    private final double edge;

    private BrainPhantom(long seed, Grid grid) {
        Draw draw = new Draw(seed).fork(20);
        this.grid = grid;
        this.brain = BrainAnatomy.draw(draw.fork(1));
        this.glioma = Glioma.draw(draw.fork(2), brain);
        this.warp = new Warp(draw.fork(3), Warp.HEAD, grid.centre());
        this.scanner = new MrScanner(draw.fork(4));
        this.edge = Math.max(0.5, StrictMath.cbrt(grid.voxelVolume()) * scanner.sharpness() * warp.scale());
    }

    /** @param seed any number; the brain's middle comes to lie near the middle of {@code grid} */
    public static PhantomCase generate(long seed, Grid grid) {
        return new BrainPhantom(seed, grid).render();
    }

    /** A phantom on a grid of its own: of the head, whatever region {@code spec} names. */
    public static PhantomCase generate(PhantomSpec spec) {
        return generate(spec.seed(), spec.of(PhantomSpec.Region.HEAD).grid());
    }

    private PhantomCase render() {
        List<Volume> channels = Stream.generate(() -> Volume.allocate(grid, VoxelType.INT16))
                .limit(SEQUENCES)
                .toList();
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        IntStream.range(0, grid.sizeK()).parallel().forEach(k -> slice(k, channels, labels));
        return new PhantomCase(channels, labels);
    }

    private void slice(int k, List<Volume> channels, Volume labels) {
        float[][] noise = new float[2 * SEQUENCES][];
        double[] at = new double[3];
        Mixture mixture = new Mixture();
        for (int j = 0; j < grid.sizeJ(); j++) {
            for (int i = 0; i < grid.sizeI(); i++) {
                Vec3 p = grid.indexToRas().apply(i, j, k);
                warp.toBody(p.x(), p.y(), p.z(), at);
                double x = at[0];
                double y = at[1];
                double z = at[2];
                if (brain.mask().distance(x, y, z) > 0) {
                    continue;
                }
                mixture.fill(x, y, z);
                long voxel = grid.index(i, j, k);
                int inSlice = i + grid.sizeI() * j;
                for (int c = 0; c < SEQUENCES; c++) {
                    double real = noise(noise, c, k)[inSlice];
                    double imaginary = noise(noise, SEQUENCES + c, k)[inSlice];
                    double signal = scanner.signal(c, mixture.shares, x, y, z);
                    channels.get(c).voxels().set(voxel, MrScanner.magnitude(signal, real, imaginary));
                }
                labels.voxels().set(voxel, mixture.label);
            }
        }
    }

    /** Drawn when the slice's first voxel of brain asks: many slices hold none. */
    private float[] noise(float[][] noise, int n, int k) {
        if (noise[n] == null) {
            noise[n] = scanner.noise(n).slice(grid.sizeI(), grid.sizeJ(), k);
        }
        return noise[n];
    }

    /** One thread's workspace: what one voxel holds. */
    private final class Mixture {
        private final double[] shares = new double[MrTissue.values().length];
        private final double[] healthy = new double[3];
        private int label;

        void fill(double x, double y, double z) {
            glioma.toHealthy(x, y, z, healthy);
            double hx = healthy[0];
            double hy = healthy[1];
            double hz = healthy[2];
            double fluid = brain.fromFluid(hx, hy, hz);
            double ventricle = brain.ventricles().distance(hx, hy, hz);
            double stem = brain.stem().distance(hx, hy, hz);
            Arrays.fill(shares, 0);
            shares[MrTissue.CSF.index()] = 1;
            paint(MrTissue.GREY, -fluid);
            paint(MrTissue.WHITE, brain.cortex() - fluid);
            paint(MrTissue.WHITE, stem);
            paint(MrTissue.DEEP_GREY, brain.deepGrey().distance(hx, hy, hz));
            if (brain.gliosis() > 0) {
                double patch = brain.gliosis() * (0.5 + Mottle.at(7, hx / 12, hy / 12, hz / 12));
                paint(MrTissue.GLIOSIS, Math.max(ventricle - patch, brain.cortex() + 2 - fluid));
            }
            paint(MrTissue.CSF, ventricle);
            paint(MrTissue.VESSEL, brain.vessels().distance(hx, hy, hz));
            tumour(x, y, z, fluid, Math.min(ventricle, stem));
        }

        private void tumour(double x, double y, double z, double fluid, double barrier) {
            label = 0;
            double outside = Math.max(1 - barrier, brain.mask().distance(x, y, z) + 1.5);
            double apart = 0.5 - brain.fromFissure(healthy[0], healthy[1], healthy[2]);
            double mass = glioma.core(x, y, z);
            double core = Math.max(mass, Math.max(outside, apart));
            // Oedema spreads in white matter, and stops at the cortex.
            double whole = Math.max(glioma.whole(x, y, z, mass), Math.max(outside, 0.7 * brain.cortex() - fluid));
            double enhancing = glioma.enhancing(x, y, z, core);
            double necrosis = glioma.necrosis(x, y, z, core);
            paint(MrTissue.OEDEMA, whole);
            if (enhancing > core) {
                paint(MrTissue.NON_ENHANCING, core);
            }
            paint(MrTissue.ENHANCING, enhancing);
            paint(MrTissue.NECROSIS, necrosis);
            if (core < 0) {
                boolean bright = enhancing < 0 && necrosis >= 0;
                label = (bright ? GliomaLabel.ENHANCING : GliomaLabel.NECROSIS).value();
            } else if (whole < 0) {
                label = GliomaLabel.OEDEMA.value();
            }
        }

        private void paint(MrTissue tissue, double distance) {
            double cover = Math.min(1, 0.5 - distance / edge);
            if (cover <= 0) {
                return;
            }
            for (int t = 0; t < shares.length; t++) {
                shares[t] *= 1 - cover;
            }
            shares[tissue.index()] += cover;
        }
    }
}
