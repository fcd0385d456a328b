package org.foldlink.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SliceMontageTest {

    private static final int PANEL_LEFT = 16;
    private static final int PANEL_TOP = 40;
    private static final LabelStyle RED = new LabelStyle("right_part", 255, 0, 0);
    private static final LabelStyle GREEN = new LabelStyle("left_part", 0, 255, 0);

    /** The same 40 mm cube about the origin on grids of every kind. */
    static Stream<Grid> cubes() {
        Vec3 x = new Vec3(1, 0, 0);
        Vec3 y = new Vec3(0, 1, 0);
        Vec3 z = new Vec3(0, 0, 1);
        double c = Math.cos(0.15);
        double s = Math.sin(0.15);
        return Stream.of(
                cube(x, y, z),
                cube(x.times(-1), y.times(-1), z),
                cube(z, x, y),
                cube(y.times(-1), z.times(-1), x),
                cube(new Vec3(c, s, 0), new Vec3(-s, c, 0), z));
    }

    private static Grid cube(Vec3 i, Vec3 j, Vec3 k) {
        return Grid.ofCentre(40, 40, 40, i, j, k, Vec3.ZERO);
    }

    private interface Field {
        double at(Vec3 ras);
    }

    private static Volume volume(Grid grid, VoxelType type, Field field) {
        Volume v = Volume.allocate(grid, type);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    v.voxels()
                            .set(grid.index(i, j, k), field.at(grid.indexToRas().apply(i, j, k)));
                }
            }
        }
        return v;
    }

    private static boolean isRed(int rgb) {
        return (rgb >> 16 & 255) > (rgb >> 8 & 255) + 40;
    }

    private static boolean isGreen(int rgb) {
        return (rgb >> 8 & 255) > (rgb >> 16 & 255) + 40;
    }

    private static List<Panel> panels(Volume image) {
        Box extent = Sampler.extent(image.grid());
        double scale = Math.min(
                12,
                460
                        / Math.max(
                                extent.size().x(),
                                Math.max(extent.size().y(), extent.size().z())));
        int left = PANEL_LEFT;
        Panel axial = new Panel(Plane.AXIAL, left, PANEL_TOP, scale, extent, Vec3.ZERO);
        left += axial.width() + 16;
        Panel coronal = new Panel(Plane.CORONAL, left, PANEL_TOP, scale, extent, Vec3.ZERO);
        left += coronal.width() + 16;
        return List.of(axial, coronal, new Panel(Plane.SAGITTAL, left, PANEL_TOP, scale, extent, Vec3.ZERO));
    }

    /** The pixel at a share of a panel's width and height. */
    private static int pixel(Canvas canvas, Panel panel, double across, double down) {
        return canvas.get(panel.left() + (int) (panel.width() * across), panel.top() + (int) (panel.height() * down));
    }

    @ParameterizedTest
    @MethodSource("cubes")
    void thePatientsRightIsOnTheViewersLeft(Grid grid) {
        Volume image = volume(grid, VoxelType.INT16, p -> 100);
        Volume labels = volume(grid, VoxelType.UINT8, p -> p.x() > 4 ? 1 : p.x() < -4 ? 2 : 0);
        Canvas canvas = SliceMontage.draw(image, labels, Map.of(1, RED, 2, GREEN), Map.of());
        for (Panel panel : panels(image).subList(0, 2)) {
            assertThat(isRed(pixel(canvas, panel, 0.25, 0.3)))
                    .as("left of %s", panel.plane())
                    .isTrue();
            assertThat(isGreen(pixel(canvas, panel, 0.75, 0.3)))
                    .as("right of %s", panel.plane())
                    .isTrue();
        }
    }

    /** A bright corner, right anterior superior, stands at the top left of every plane that cuts it. */
    @ParameterizedTest
    @MethodSource("cubes")
    void anteriorSuperiorAndRightAreAtTheTopLeft(Grid grid) {
        Volume image = volume(
                grid,
                VoxelType.FLOAT32,
                p -> p.x() > -6 && p.y() > -6 && p.z() > -6 ? 200 + p.x() * 0.01 : p.x() * 0.01);
        Volume labels = volume(grid, VoxelType.UINT8, p -> p.norm() < 3 ? 1 : 0);
        Canvas canvas = SliceMontage.draw(image, labels, Map.of(1, RED), Map.of());
        for (Panel panel : panels(image)) {
            assertThat(pixel(canvas, panel, 0.3, 0.3) & 255)
                    .as("%s", panel.plane())
                    .isGreaterThan(200);
            assertThat(pixel(canvas, panel, 0.8, 0.3) & 255)
                    .as("%s", panel.plane())
                    .isLessThan(60);
            assertThat(pixel(canvas, panel, 0.3, 0.8) & 255)
                    .as("%s", panel.plane())
                    .isLessThan(60);
        }
    }

    @Test
    void lengthsHaveOneScaleOnEveryPlane() {
        // 30 x 60 x 90 mm in voxels of 1 x 2 x 5 mm.
        Grid grid = new Grid(30, 30, 18, Affine.ofSpacing(1, 2, 5, Vec3.ZERO));
        Box extent = Sampler.extent(grid);
        Panel axial = new Panel(Plane.AXIAL, 0, 0, 5, extent, extent.centre());
        Panel sagittal = new Panel(Plane.SAGITTAL, 0, 0, 5, extent, extent.centre());
        assertThat(axial.width()).isEqualTo(150);
        assertThat(axial.height()).isEqualTo(300);
        assertThat(sagittal.width()).isEqualTo(300);
        assertThat(sagittal.height()).isEqualTo(450);
    }

    @Test
    void aBoxIsDrawnWhereThePlaneCutsIt() {
        Grid grid = cube(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        Volume image = volume(grid, VoxelType.INT16, p -> 0);
        Volume labels = volume(grid, VoxelType.UINT8, p -> p.norm() < 3 ? 1 : 0);
        Box box = new Box(new Vec3(-10, -10, -10), new Vec3(10, 10, 10));
        Canvas with = SliceMontage.draw(image, labels, Map.of(1, RED), Map.of(1, box));
        Panel axial = panels(image).get(0);
        // 40 mm wide, so the box's right side, x = 10, lies a quarter in from the left.
        assertThat(isRed(pixel(with, axial, 0.25, 0.4))).isTrue();
        assertThat(isRed(pixel(with, axial, 0.75, 0.4))).isTrue();
        assertThat(isRed(pixel(with, axial, 0.3, 0.4))).isFalse();
        Box above = new Box(new Vec3(-10, -10, 15), new Vec3(10, 10, 18));
        Canvas without = SliceMontage.draw(image, labels, Map.of(1, RED), Map.of(1, above));
        assertThat(isRed(pixel(without, axial, 0.25, 0.4))).isFalse();
    }

    @Test
    void whatIsNotFilledIsOutlinedAgainstTheBackgroundAlone() {
        Grid grid = cube(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        Volume image = volume(grid, VoxelType.INT16, p -> 0);
        Volume labels = volume(grid, VoxelType.UINT8, p -> p.norm() < 5 ? 1 : Math.abs(p.x()) < 15 ? 2 : 0);
        LabelStyle body = new LabelStyle("body", 0, 255, 0);
        Canvas canvas = SliceMontage.draw(image, labels, Map.of(1, RED, 2, body), Map.of());
        Panel axial = panels(image).get(0);
        int greens = 0;
        for (int x = axial.width() / 4; x < axial.width() * 3 / 4; x++) {
            greens += isGreen(canvas.get(axial.left() + x, axial.top() + axial.height() / 2 + 20)) ? 1 : 0;
        }
        assertThat(greens).isZero();
        boolean outline = false;
        for (int x = axial.width() / 10; x < axial.width() / 6; x++) {
            outline |= isGreen(canvas.get(axial.left() + x, axial.top() + axial.height() / 3));
        }
        assertThat(outline).isTrue();
    }

    @Test
    void cutsAStructureAtItsLargestSection() {
        Grid grid = cube(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        Volume labels =
                volume(grid, VoxelType.UINT8, p -> p.minus(new Vec3(8, -7, 5)).norm() < 9 ? 3 : 0);
        Focus focus = Focus.of(labels, Set.of(3));
        assertThat(focus.point().x()).isCloseTo(8, within(1.0));
        assertThat(focus.point().y()).isCloseTo(-7, within(1.0));
        assertThat(focus.point().z()).isCloseTo(5, within(1.0));
        assertThat(Focus.of(labels, Set.of(4)).point().norm()).isCloseTo(0, within(1e-9));
    }

    @Test
    void huGetTheSoftTissueWindowAndOthersTheirPercentiles() {
        Grid grid = cube(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        Window ct = Window.of(volume(grid, VoxelType.INT16, p -> p.norm() < 15 ? 40 : -1000));
        assertThat(ct).isEqualTo(new Window(-160, 240, "W 400 L 40"));
        assertThat(ct.grey(-200)).isZero();
        assertThat(ct.grey(40)).isEqualTo(128);
        assertThat(ct.grey(Double.NaN)).isZero();
        Window mr = Window.of(volume(grid, VoxelType.FLOAT32, p -> 500 + p.x() * 10));
        assertThat(mr.low()).isCloseTo(305, within(20.0));
        assertThat(mr.high()).isCloseTo(695, within(20.0));
        assertThat(Window.of(volume(grid, VoxelType.UINT8, p -> 7)).grey(7)).isZero();
    }

    @Test
    void scaleBarsHaveRoundLengths() {
        assertThat(SliceMontage.niceLength(99)).isEqualTo(50);
        assertThat(SliceMontage.niceLength(100)).isEqualTo(100);
        assertThat(SliceMontage.niceLength(12.5)).isEqualTo(10);
        assertThat(SliceMontage.niceLength(4.9)).isEqualTo(2);
    }

    @Test
    void writesAPngThatOthersRead(@TempDir Path temp) throws IOException {
        Grid grid = cube(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        Volume image = volume(grid, VoxelType.INT16, p -> p.x() * 10);
        Volume labels = volume(grid, VoxelType.UINT8, p -> p.x() > 4 ? 1 : 0);
        Path png = temp.resolve("slices.png");
        SliceMontage.write(png, image, labels, Map.of(1, RED), Map.of());
        Canvas canvas = SliceMontage.draw(image, labels, Map.of(1, RED), Map.of());
        BufferedImage read = ImageIO.read(png.toFile());
        assertThat(read.getWidth()).isEqualTo(canvas.width());
        assertThat(read.getHeight()).isEqualTo(canvas.height());
        for (int y = 0; y < canvas.height(); y += 3) {
            for (int x = 0; x < canvas.width(); x += 3) {
                assertThat(read.getRGB(x, y) & 0xFFFFFF).isEqualTo(canvas.get(x, y));
            }
        }
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).containsExactly(png);
        }
        assertThatThrownBy(() ->
                        SliceMontage.write(temp.resolve("no/slices.png"), image, labels, Map.of(1, RED), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + temp.resolve("no/slices.png"));
    }

    @Test
    void anEmptyResultAndAThinVolumeStillGiveAPicture() {
        Grid slice = new Grid(64, 64, 1, Affine.ofSpacing(4, 4, 0.01, Vec3.ZERO));
        Volume image = volume(slice, VoxelType.UINT16, p -> p.x());
        Volume labels = Volume.allocate(slice, VoxelType.UINT8);
        Canvas canvas = SliceMontage.draw(image, labels, Map.of(1, RED), Map.of());
        assertThat(canvas.width()).isGreaterThan(460);
    }

    @Test
    void aColourOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new LabelStyle("liver", 0, 256, 0))
                .hasMessage("label colour green = 256 (expected 0..255)");
    }
}
