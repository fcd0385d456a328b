package org.foldlink.atlas.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

class CostTest {

    private static final Grid GRID =
            Grid.ofCentre(45, 54, 45, new Vec3(4, 0, 0), new Vec3(0, 4, 0), new Vec3(0, 0, 4), new Vec3(5, 6, 7));

    private static Cells cells(MrSequence sequence) {
        Volume v = BrainPhantom.generate(5, GRID).channels().get(sequence.channel());
        Cells c = Cells.of(v, Optional.empty(), 4);
        return c.normalised(0, c.range(0, 0.995)[1]);
    }

    @Test
    void theDerivativesAreThoseOfTheValue() {
        Box box = new Box(new Vec3(-65, -80, -60), new Vec3(75, 92, 74));
        Points points = Points.of(cells(MrSequence.T1), box, 4, 40_000);
        Probe image = new Probe(cells(MrSequence.T2));
        Pose pose = new Pose(points.centre(), points.centre().plus(new Vec3(3, -2, 4)));
        for (int n : new int[] {Pose.SIMILARITY, Pose.AFFINE}) {
            Cost cost = new Cost(new MutualInformation(image, points, 24), pose);
            double[] p = {1, 2, -1, 6, -5, 4, 3, 2, -3, 2, 1, -2};
            double[] at = Arrays.copyOf(p, n);
            double[] gradient = new double[n];
            cost.at(at, gradient);
            for (int e = 0; e < n; e++) {
                double step = 0.01;
                at[e] += step;
                double above = cost.at(at, new double[n]);
                at[e] -= 2 * step;
                double below = cost.at(at, new double[n]);
                at[e] += step;
                // Linear interpolation has kinks at every cell: its derivative is not smooth.
                double numeric = (above - below) / (2 * step);
                assertThat(gradient[e]).isCloseTo(numeric, within(3e-4 + 0.03 * Math.abs(numeric)));
            }
        }
    }

    @Test
    void anImageThatCoversLittleHasNoInformation() {
        Box box = new Box(new Vec3(-65, -80, -60), new Vec3(75, 92, 74));
        Points points = Points.of(cells(MrSequence.T1), box, 4, 40_000);
        Volume whole = BrainPhantom.generate(5, GRID).image();
        Grid low =
                Grid.ofCentre(45, 20, 45, new Vec3(4, 0, 0), new Vec3(0, 4, 0), new Vec3(0, 0, 4), new Vec3(5, -62, 7));
        Volume part = BrainPhantom.generate(5, low).image();
        assertThat(information(whole, points)).isPositive();
        assertThat(information(part, points)).isZero();
    }

    private static double information(Volume v, Points points) {
        Cells c = Cells.of(v, Optional.empty(), 4);
        Probe image = new Probe(c.normalised(0, c.range(0, 0.995)[1]));
        return new MutualInformation(image, points, 24)
                .at(new Pose(Vec3.ZERO, Vec3.ZERO).map(new double[Pose.SIMILARITY]), new double[12]);
    }
}
