package org.foldlink.phantom;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/**
 * A CT of the abdomen that never was, with its truth. The anatomy is drawn from the seed as solids in the patient's space (RAS mm; the liver
 * lies at the patient's right, +x) and then sampled on any grid, so the same patient may be seen on many grids. The same seed and grid give
 * the same bytes on every machine. Not for clinical use.
 */
public final class AbdomenPhantom {

    /** Voxels of a row for which the parts nearby are looked up once. */
    private static final int STRETCH = 8;

    private final Grid grid;
    private final Painter painter;
    private final Warp warp;
    private final Scanner scanner;
    /** How far in the body frame a sample may lie from the middle of its stretch, mm. */
    private final double reach;

    private final int[] samples;
    private final double back;

    private AbdomenPhantom(long seed, Grid grid, PhantomSpec.Region region, PhantomSpec.Findings findings) {
        Draw draw = new Draw(seed);
        this.grid = grid;
        Anatomy anatomy = Anatomy.draw(draw.fork(1), findings);
        Warp straight = new Warp(draw.fork(2), Warp.TRUNK, grid.centre());
        Scanner whole = Scanner.draw(draw.fork(3), grid);
        if (region == PhantomSpec.Region.LIVER) {
            Vec3 away = straight.toPatient(anatomy.liver().centre()).minus(grid.centre());
            this.warp = new Warp(draw.fork(2), Warp.TRUNK, grid.centre().minus(away));
            this.scanner = whole.withoutField();
        } else {
            this.warp = straight;
            this.scanner = whole;
        }
        Vec3 spacing = grid.spacing();
        double finest = Math.min(spacing.x(), Math.min(spacing.y(), spacing.z()));
        this.samples = new int[] {
            samplesFor(spacing.x(), finest), samplesFor(spacing.y(), finest), samplesFor(spacing.z(), finest)
        };
        this.painter = new Painter(anatomy, Math.max(0.3, finest * scanner.sharpness() * warp.scale()));
        this.reach = warp.greatestStretch() * (STRETCH * spacing.x() + spacing.y() + spacing.z()) / 2;
        this.back = backOf(anatomy.skin());
    }

    /** @param seed any number; the body's middle comes to lie near the middle of {@code grid} */
    public static PhantomCase generate(long seed, Grid grid) {
        return new AbdomenPhantom(seed, grid, PhantomSpec.Region.TRUNK, PhantomSpec.Findings.DRAWN).render();
    }

    /** A phantom on a grid of its own, as {@code spec} allows; of the trunk, or about the middle of the liver. */
    public static PhantomCase generate(PhantomSpec spec) {
        return new AbdomenPhantom(spec.seed(), spec.grid(), spec.region(), spec.findings()).render();
    }

    /** An axis far coarser than the finest is sampled several times a voxel: thick slices mix what they cut. */
    private static int samplesFor(double spacing, double finest) {
        return (int) Math.max(1, Math.min(4, Math.ceil(spacing / (1.4 * finest) - 0.05)));
    }

    private static double backOf(Shape skin) {
        double y = 0;
        while (y > -300 && skin.distance(0, y, 90) < 0) {
            y -= 1;
        }
        return y;
    }

    private PhantomCase render() {
        Volume image = Volume.allocate(grid, VoxelType.INT16);
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        IntStream.range(0, grid.sizeK()).parallel().forEach(k -> slice(k, image.voxels(), labels.voxels()));
        return new PhantomCase(image, labels);
    }

    private void slice(int k, Voxels image, Voxels labels) {
        float[] noise = scanner.noise().slice(grid.sizeI(), grid.sizeJ(), k);
        Affine m = grid.indexToRas();
        Vec3 centre = grid.centre();
        int[] votes = new int[16];
        double[] body = new double[3];
        Painter.Brush brush = painter.brush();
        int n = samples[0] * samples[1] * samples[2];
        double r2 = scanner.fieldRadius() * scanner.fieldRadius();
        for (int j = 0; j < grid.sizeJ(); j++) {
            for (int i = 0; i < grid.sizeI(); i++) {
                if (i % STRETCH == 0) {
                    toBody(i + (STRETCH - 1) / 2.0, j, k, body);
                    brush.moveTo(body[0], body[1], body[2], reach);
                }
                long at = grid.index(i, j, k);
                Vec3 middle = m.apply(i, j, k);
                double cx = middle.x() - centre.x();
                double cy = middle.y() - centre.y();
                if (cx * cx + cy * cy > r2) {
                    image.set(at, scanner.padding());
                    continue;
                }
                double hu = 0;
                int label = 0;
                Arrays.fill(votes, 0);
                for (int s = 0; s < n; s++) {
                    int si = s % samples[0];
                    int sj = s / samples[0] % samples[1];
                    int sk = s / (samples[0] * samples[1]);
                    double pi = i + (si + 0.5) / samples[0] - 0.5;
                    double pj = j + (sj + 0.5) / samples[1] - 0.5;
                    double pk = k + (sk + 0.5) / samples[2] - 0.5;
                    paint(pi, pj, pk, body, brush);
                    hu += brush.hu();
                    if (++votes[brush.label()] > votes[label]) {
                        label = brush.label();
                    }
                }
                double value = hu / n * scanner.gain() + scanner.offset() + noise[i + grid.sizeI() * j];
                image.set(at, Math.floor(Math.max(-1024, Math.min(3071, value)) + 0.5));
                labels.set(at, label);
            }
        }
    }

    private void paint(double pi, double pj, double pk, double[] body, Painter.Brush brush) {
        toBody(pi, pj, pk, body);
        brush.paint(body[0], body[1], body[2], scanner.outside(back - body[1], body[0]));
    }

    private void toBody(double pi, double pj, double pk, double[] body) {
        Affine m = grid.indexToRas();
        warp.toBody(
                m.i().x() * pi
                        + m.j().x() * pj
                        + m.k().x() * pk
                        + m.translation().x(),
                m.i().y() * pi
                        + m.j().y() * pj
                        + m.k().y() * pk
                        + m.translation().y(),
                m.i().z() * pi
                        + m.j().z() * pj
                        + m.k().z() * pk
                        + m.translation().z(),
                body);
    }
}
