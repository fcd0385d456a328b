package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In the report's pictures left is left, whatever grid the scan is on. */
class ReportPicturesTest {

    private static final Vec3 RIGHT_FRONT_TOP = new Vec3(32, 30, 14);

    @TempDir
    Path folder;

    static Stream<Arguments> grids() {
        return Stream.of(
                Arguments.of("RAS", ReportHead.ras()),
                Arguments.of("LPS", ReportHead.lps()),
                Arguments.of("permuted", ReportHead.permuted()),
                Arguments.of("flipped, left-handed", ReportHead.flipped()),
                Arguments.of("oblique", ReportHead.oblique()));
    }

    private static ReportContent lesion(Grid grid, Vec3 at) {
        ReportHead head = ReportHead.on(grid, at, 16);
        Volume one = Volume.allocate(grid, VoxelType.UINT8);
        for (long v = 0; v < grid.count(); v++) {
            one.voxels().set(v, head.labels().voxels().get(v) > 0 ? 1 : 0);
        }
        SortedMap<Integer, String> parts = new TreeMap<>();
        parts.put(1, "lesion");
        return ReportVariant.of(head.scan(), one, parts).bare().build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grids")
    void aLesionOnThePatientsRightIsOnTheViewersLeft(String kind, Grid grid) throws IOException {
        List<ReportPage.Picture> pictures =
                ReportPage.of(folder, lesion(grid, RIGHT_FRONT_TOP)).pictures();
        assertThat(pictures.stream().map(p -> p.caption()))
                .containsExactly("Axial", "Coronal", "Sagittal", "From the front", "From the patient’s right");
        // Of an extent of 132 x 168 x 116 mm and its margins: right is left, anterior above, superior above.
        check(pictures.get(0), "RLAP", 132, -32, 168, -30);
        check(pictures.get(1), "RLSI", 132, -32, 116, -14);
        check(pictures.get(2), "APSI", 168, -30, 116, -14);
        check(pictures.get(3), "RLSI", 132, -32, 116, -14);
        check(pictures.get(4), "PASI", 168, 30, 116, -14);
        // The brain is brighter on its right.
        assertThat(pictures.get(0).halves()[0])
                .isGreaterThan(1.2 * pictures.get(0).halves()[1]);
        assertThat(pictures.get(1).halves()[0])
                .isGreaterThan(1.2 * pictures.get(1).halves()[1]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grids")
    void aLesionOnThePatientsLeftIsOnTheViewersRight(String kind, Grid grid) throws IOException {
        List<ReportPage.Picture> pictures =
                ReportPage.of(folder, lesion(grid, new Vec3(-32, -30, 14))).pictures();
        assertThat(pictures.get(4).caption()).isEqualTo("From the patient’s left");
        check(pictures.get(0), "RLAP", 132, 32, 168, 30);
        check(pictures.get(1), "RLSI", 132, 32, 116, -14);
        check(pictures.get(2), "APSI", 168, 30, 116, -14);
        check(pictures.get(3), "RLSI", 132, 32, 116, -14);
        check(pictures.get(4), "APSI", 168, 30, 116, -14);
    }

    /**
     * @param letters left, right, top, bottom
     * @param right where the lesion is, mm from the brain's middle towards the viewer's right
     * @param down likewise towards the foot of the picture
     */
    private static void check(
            ReportPage.Picture picture, String letters, double wide, double right, double high, double down) {
        assertThat(String.join("", picture.letters())).as(picture.caption()).isEqualTo(letters);
        double[] at = picture.find(ReportPage.Hue.LESION);
        double width = picture.pixels().getWidth() / picture.scale();
        double height = picture.pixels().getHeight() / picture.scale();
        // Silhouette and margins leave some mm on each side.
        assertThat(width).as(picture.caption()).isCloseTo(wide + 10, within(8.0));
        assertThat(height).as(picture.caption()).isCloseTo(high + 10, within(8.0));
        assertThat((at[0] - 0.5) * width).as(picture.caption()).isCloseTo(right, within(4.0));
        assertThat((at[1] - 0.5) * height).as(picture.caption()).isCloseTo(down, within(4.0));
    }

    @Test
    void aSingleSliceIsShownToo() throws IOException {
        ReportContent content = lesion(ReportHead.singleSlice(), new Vec3(32, 30, 0));
        List<ReportPage.Picture> pictures = ReportPage.of(folder, content).pictures();
        double[] at = pictures.get(0).find(ReportPage.Hue.LESION);
        assertThat(at[0]).isLessThan(0.4);
        assertThat(at[1]).isLessThan(0.4);
        assertThat(pictures.get(1).find(ReportPage.Hue.LESION)[0]).isLessThan(0.4);
    }
}
