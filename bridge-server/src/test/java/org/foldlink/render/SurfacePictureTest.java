package org.foldlink.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.render.SurfacePicture.Body;
import org.foldlink.render.SurfacePicture.View;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SurfacePictureTest {

    private static final int RED = 0xE01010;
    private static final int GREEN = 0x10C010;
    private static final Box EXTENT = new Box(new Vec3(-50, -60, -40), new Vec3(50, 60, 40));

    /** A ball, RAS mm. */
    private static Mesh ball(Vec3 centre, double radius) {
        int n = (int) Math.ceil(radius) * 2 + 6;
        Grid grid = Grid.ofCentre(n, n, n, new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), centre);
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    if (grid.indexToRas().apply(i, j, k).minus(centre).norm() < radius) {
                        labels.voxels().set(grid.index(i, j, k), 1);
                    }
                }
            }
        }
        return Objects.requireNonNull(
                Surfaces.of(labels, SurfaceOptions.DEFAULT).get(1));
    }

    private static BufferedImage picture(View view, Body... bodies) throws IOException {
        SurfacePicture picture = SurfacePicture.of(view, List.of(bodies), EXTENT, 2);
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(picture.png())));
    }

    /** Middle of the pixels in which one channel leads, as shares of width and height, and how many there are. */
    private static double[] find(BufferedImage image, int channel) {
        double[] sum = new double[3];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int own = rgb >> channel & 255;
                int other = rgb >> (channel == 16 ? 8 : 16) & 255;
                if (own > 1.5 * other) {
                    sum[0] += (x + 0.5) / image.getWidth();
                    sum[1] += (y + 0.5) / image.getHeight();
                    sum[2]++;
                }
            }
        }
        assertThat(sum[2]).isPositive();
        return new double[] {sum[0] / sum[2], sum[1] / sum[2], sum[2]};
    }

    @ParameterizedTest
    @EnumSource
    void lettersStandWhereTheirDirectionsAre(View view) throws IOException {
        Map<String, Vec3> directions = Map.of(
                "R", new Vec3(30, 0, 0),
                "L", new Vec3(-30, 0, 0),
                "A", new Vec3(0, 30, 0),
                "P", new Vec3(0, -30, 0));
        for (String letter : List.of(view.atLeft(), view.atRight())) {
            Vec3 at = Objects.requireNonNull(directions.get(letter)).plus(new Vec3(0, 0, 20));
            double[] seen = find(picture(view, new Body(ball(at, 8), RED, 1, false)), 16);
            double width = view == View.FRONT ? 100 : 120;
            double expected = 0.5 + (letter.equals(view.atLeft()) ? -30 : 30) / width;
            assertThat(seen[0]).as(letter).isCloseTo(expected, within(0.01));
            // Superior is up.
            assertThat(seen[1]).isCloseTo(0.5 - 20 / 80.0, within(0.01));
        }
    }

    @Test
    void aBallIsAsLargeAsItIs() throws IOException {
        double[] seen = find(picture(View.FRONT, new Body(ball(Vec3.ZERO, 20), RED, 1, false)), 16);
        assertThat(seen[2] / 4).isCloseTo(Math.PI * 400, within(0.04 * Math.PI * 400));
    }

    @ParameterizedTest
    @EnumSource
    void theNearerHidesTheFarther(View view) throws IOException {
        Map<View, Vec3> towards = Map.of(
                View.FRONT, new Vec3(0, 40, 0),
                View.RIGHT, new Vec3(40, 0, 0),
                View.LEFT, new Vec3(-40, 0, 0));
        Vec3 near = Objects.requireNonNull(towards.get(view));
        Body green = new Body(ball(near, 12), GREEN, 1, false);
        Body red = new Body(ball(near.times(-1), 8), RED, 1, false);
        for (Body[] order : new Body[][] {{green, red}, {red, green}}) {
            BufferedImage image = picture(view, order);
            int middle = image.getRGB(image.getWidth() / 2, image.getHeight() / 2);
            assertThat(middle >> 8 & 255).isGreaterThan(2 * (middle >> 16 & 255));
        }
    }

    @Test
    void glassShowsWhatIsInIt() throws IOException {
        Body glass = new Body(ball(Vec3.ZERO, 34), 0x8793A3, 0.6, true);
        Body red = new Body(ball(Vec3.ZERO, 10), RED, 1, false);
        BufferedImage image = picture(View.FRONT, glass, red);
        int middle = image.getRGB(image.getWidth() / 2, image.getHeight() / 2);
        assertThat(middle >> 16 & 255).isGreaterThan(2 * (middle & 255));
        // Beside it the glass alone, denser at its rim; beyond it white.
        int clear = image.getRGB(image.getWidth() / 2 + 30, image.getHeight() / 2) & 255;
        int rim = image.getRGB(image.getWidth() / 2 + 66, image.getHeight() / 2) & 255;
        assertThat(clear).isBetween(200, 254);
        assertThat(rim).isLessThan(clear - 15);
        assertThat(image.getRGB(image.getWidth() / 2 + 75, image.getHeight() / 2) & 0xFFFFFF)
                .isEqualTo(0xFFFFFF);
    }

    @Test
    void nothingIsWhite() throws IOException {
        BufferedImage image = picture(View.LEFT);
        assertThat(image.getWidth()).isEqualTo(240);
        assertThat(image.getHeight()).isEqualTo(160);
        assertThat(image.getRGB(120, 80) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }
}
