package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.foldlink.files.PythonPeer;
import org.foldlink.geometry.Grid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in Chromium: what a person would see, counted in pixels. The pictures stay in {@code target/page}. */
@Tag("peers")
class PagePeersTest {

    private static final String BREAKOUT = "</script><img src=x onerror=\"document.title='broken out'\">";
    private static final String[] COLOURS = {"red", "green", "magenta"};

    @TempDir
    Path folder;

    @Test
    void aPatientIsShownTheRightWayRoundOnAPermutedGrid() throws IOException, InterruptedException {
        check(look(Blocks.permuted(), "permuted", "permuted", "red_block", "green_block", "magenta_block"), 7);
    }

    @Test
    void aPatientIsShownTheRightWayRoundOnAnObliqueGrid() throws IOException, InterruptedException {
        check(look(Blocks.oblique(), "oblique", "oblique", "red_block", "green_block", "magenta_block"), 30);
    }

    @Test
    void aNameStaysAName() throws IOException, InterruptedException {
        JsonNode found = look(Blocks.permuted(), "names", BREAKOUT, BREAKOUT, "a & b <b>", "<i>magenta</i>");
        assertThat(found.path("title").asText()).isEqualTo(BREAKOUT);
        assertThat(found.path("images").asInt()).isZero();
        assertThat(found.path("rows").path(0).path(2).asText()).isEqualTo(BREAKOUT);
        assertThat(found.path("rows").path(1).path(2).asText()).isEqualTo("a & b <b>");
        JsonNode hover = found.path("scene").path("hover");
        assertThat(hover.path("red").asText()).startsWith(BREAKOUT);
        assertThat(hover.path("green").asText()).startsWith("a & b <b>");
        quiet(found);
    }

    private JsonNode look(Grid grid, String shots, String title, String... names)
            throws IOException, InterruptedException {
        Path page = folder.resolve(shots + ".html");
        Page.write(page, Blocks.on(grid, title, names), PageOptions.DEFAULT);
        Path root = Path.of(Objects.requireNonNull(System.getProperty("foldlink.root")));
        PythonPeer peer = PythonPeer.start();
        PythonPeer.setUp("setup-chromium.sh");
        String said = peer.run(
                "page.py",
                page.toString(),
                root.resolve("bridge-server/target/page/" + shots).toString(),
                "red=1",
                "green=2",
                "magenta=3");
        return new ObjectMapper().readTree(said);
    }

    private static void quiet(JsonNode found) {
        assertThat(found.path("errors")).isEmpty();
        assertThat(found.path("requests")).hasSize(1);
        assertThat(found.path("requests").path(0).asText()).startsWith("file:");
        assertThat(found.path("notices")).hasSize(2);
        found.path("notices").forEach(n -> assertThat(n.asText()).isEqualTo("Not for clinical use."));
    }

    /** @param slack pixels that a box may be wider than the label in one slice */
    private static void check(JsonNode found, double slack) {
        quiet(found);
        scene(found.path("scene"));
        slices(found.path("slices"), slack);
    }

    private static void scene(JsonNode scene) {
        JsonNode seen = scene.path("seen");
        // Seen from the front, the patient's right is on the left of the picture; from above with the face up, on the
        // right.
        assertThat(x(seen.path("Anterior"), "red")).isLessThan(x(seen.path("Anterior"), "green") - 50);
        assertThat(y(seen.path("Anterior"), "magenta")).isLessThan(y(seen.path("Anterior"), "red") - 50);
        assertThat(x(seen.path("Superior"), "red")).isGreaterThan(x(seen.path("Superior"), "green") + 50);
        assertThat(y(seen.path("Superior"), "green")).isLessThan(y(seen.path("Superior"), "red") - 20);
        // From the patient's left the left block hides most of the right one, and what is anterior lies to the left.
        assertThat(pixels(seen.path("Left"), "green")).isGreaterThan(2 * pixels(seen.path("Left"), "red"));
        assertThat(x(seen.path("Left"), "green")).isLessThan(x(seen.path("Left"), "magenta") - 10);
        for (String colour : COLOURS) {
            assertThat(pixels(seen.path("opened"), colour)).isGreaterThan(1000);
            JsonNode without = seen.path("without " + colour);
            for (String other : COLOURS) {
                if (other.equals(colour)) {
                    assertThat(pixels(without, other)).as("%s hidden", other).isZero();
                } else {
                    assertThat(pixels(without, other))
                            .as("%s without %s", other, colour)
                            .isGreaterThan(0.9 * pixels(seen.path("Anterior"), other));
                }
            }
            assertThat(pixels(seen.path("boxes"), colour)).isGreaterThan(1.02 * pixels(seen.path("Anterior"), colour));
            assertThat(pixels(seen.path("faint"), colour)).isLessThan(0.2 * pixels(seen.path("Anterior"), colour));
            assertThat(scene.path("hover").path(colour).asText()).matches(colour + " block\\d+\\.\\d ml");
        }
    }

    private static void slices(JsonNode slices, double slack) {
        JsonNode opened = slices.path("seen").path("opened");
        for (String panel : new String[] {"axial", "coronal"}) {
            assertThat(x(opened.path(panel), "red")).as(panel).isLessThan(x(opened.path(panel), "green") - 30);
            assertThat(slices.path("letters").path(panel).path(0).asDouble())
                    .as("R of %s", panel)
                    .isGreaterThan(0.3);
            assertThat(slices.path("letters").path(panel).path(1).asDouble())
                    .as("L of %s", panel)
                    .isBetween(0.0, 0.05);
        }
        // Anterior is up in the axial panel, and in 3D, which is seen from the front, right is left.
        assertThat(y(opened.path("axial"), "green")).isLessThan(y(opened.path("axial"), "red") - 10);
        assertThat(x(opened.path("render"), "red")).isLessThan(x(opened.path("render"), "green") - 20);
        assertThat(y(opened.path("render"), "magenta")).isLessThan(y(opened.path("render"), "red") - 10);
        JsonNode none = slices.path("seen").path("none");
        JsonNode noneWithBoxes = slices.path("seen").path("none with boxes");
        JsonNode boxes = slices.path("seen").path("boxes alone");
        for (String colour : COLOURS) {
            double there = 0;
            JsonNode without = slices.path("seen").path("without " + colour);
            for (String panel : new String[] {"axial", "coronal", "sagittal", "render"}) {
                there += pixels(opened.path(panel), colour);
                assertThat(pixels(without.path(panel), colour))
                        .as("%s hidden, %s", colour, panel)
                        .isZero();
                assertThat(pixels(none.path(panel), colour)).isZero();
                assertThat(pixels(noneWithBoxes.path(panel), colour)).isZero();
            }
            assertThat(there).isGreaterThan(300);
        }
        // The box runs around the label. Interpolation draws a label's rim up to half a voxel, 5 pixels, further in; on
        // the oblique
        // grid the box is that of all slices, which a tilted block reaches more of than of one.
        for (String colour : new String[] {"red", "green"}) {
            JsonNode label = opened.path("axial").path(colour);
            JsonNode box = boxes.path("axial").path(colour);
            assertThat(box.path(0).asDouble()).isGreaterThan(50);
            for (int side = 3; side < 7; side++) {
                double outwards = (side < 5 ? -1 : 1)
                        * (box.path(side).asDouble() - label.path(side).asDouble());
                assertThat(outwards).as("side %d of %s", side, colour).isBetween(-1.0, slack);
            }
        }
        // 20 HU: of W 400 L 40 about 45 %, of W 80 L 40 a quarter, of the lung's nearly white, of the bone's below a
        // third.
        JsonNode grey = slices.path("grey");
        assertThat(grey.path("Abdomen").asDouble()).isCloseTo(255 * 0.45, within(4.0));
        assertThat(grey.path("Brain").asDouble()).isCloseTo(255 * 0.25, within(4.0));
        assertThat(grey.path("Lung").asDouble()).isCloseTo(255 * (20 + 1350) / 1500.0, within(4.0));
        assertThat(grey.path("Bone").asDouble()).isCloseTo(255 * (20 + 500) / 1800.0, within(4.0));
        assertThat(slices.path("location").asText())
                .matches("[RL] \\d+\\.\\d [AP] \\d+\\.\\d [SI] \\d+\\.\\d mm · .*HU.*");
    }

    private static double pixels(JsonNode seen, String colour) {
        assertThat(seen.has(colour)).isTrue();
        return seen.path(colour).path(0).asDouble();
    }

    private static double x(JsonNode seen, String colour) {
        assertThat(pixels(seen, colour)).as(colour).isPositive();
        return seen.path(colour).path(1).asDouble();
    }

    private static double y(JsonNode seen, String colour) {
        assertThat(pixels(seen, colour)).as(colour).isPositive();
        return seen.path(colour).path(2).asDouble();
    }
}
