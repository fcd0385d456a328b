package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    private static final String BREAKOUT = "</script><img src=x onerror=alert(1)>{{scan}}";

    @TempDir
    Path folder;

    @Test
    void holdsScanLabelsSurfacesAndFigures() throws IOException {
        PageContent content = Blocks.on(Blocks.permuted(), "case", "one", "two", "three");
        String html = write(content, PageOptions.DEFAULT);
        JsonNode data = data(html);
        assertThat(data.path("title").asText()).isEqualTo("case");
        assertThat(data.path("shown").path("reduced").asBoolean()).isFalse();
        assertThat(data.path("structures")).hasSize(3);
        JsonNode green = data.path("structures").path(1);
        assertThat(green.path("index").asInt()).isEqualTo(2);
        assertThat(green.path("value").asInt()).isEqualTo(Blocks.GREEN);
        assertThat(green.path("name").asText()).isEqualTo("two");
        assertThat(green.path("ml").asDouble())
                .isEqualTo(
                        content.result().path("structures").path(1).path("ml").asDouble());

        Volume scan = volume(html, "scan");
        assertThat(scan.grid().matches(content.scan().grid(), 1e-3)).isTrue();
        Volume labels = volume(html, "labels");
        assertThat(labels.type()).isEqualTo(VoxelType.UINT8);
        int[] index = new int[301];
        index[Blocks.RED] = 1;
        index[Blocks.GREEN] = 2;
        index[Blocks.MAGENTA] = 3;
        for (long v = 0; v < scan.voxels().count(); v++) {
            assertThat(scan.voxels().get(v)).isEqualTo(content.scan().voxels().get(v));
            assertThat(labels.voxels().get(v))
                    .isEqualTo(index[(int) content.labels().voxels().get(v)]);
        }
    }

    /** The surface is read back as the page's script reads it; its volume is the table's. */
    @Test
    void theSurfaceInThePageEnclosesWhatTheTableSays() throws IOException {
        String html = write(Blocks.on(Blocks.oblique(), "case", "one", "two", "three"), PageOptions.DEFAULT);
        ByteBuffer meshes = ByteBuffer.wrap(unpacked(html, "meshes")).order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode s : data(html).path("structures")) {
            JsonNode mesh = s.path("mesh");
            int n = mesh.path("points").asInt();
            int triangles = mesh.path("triangles").asInt();
            int corners = mesh.path("at").asInt() + 6 * n;
            assertThat(mesh.path("wide").asBoolean()).isFalse();
            double six = 0;
            for (int t = 0; t < triangles; t++) {
                Vec3[] p = new Vec3[3];
                for (int c = 0; c < 3; c++) {
                    int corner = meshes.getShort(corners + 2 * (c * triangles + t)) & 0xFFFF;
                    double[] ras = new double[3];
                    for (int axis = 0; axis < 3; axis++) {
                        int stored = meshes.getShort(mesh.path("at").asInt() + 2 * (axis * n + corner)) & 0xFFFF;
                        ras[axis] = mesh.path("origin").path(axis).asDouble()
                                + mesh.path("step").path(axis).asDouble() * stored;
                    }
                    p[c] = new Vec3(ras[0], ras[1], ras[2]);
                }
                six += p[0].dot(p[1].cross(p[2]));
            }
            assertThat(six / 6000)
                    .as(s.path("name").asText())
                    .isCloseTo(
                            s.path("ml").asDouble(), within(0.02 * s.path("ml").asDouble()));
        }
    }

    @Test
    void aNameCannotEndTheScriptThatHoldsIt() throws IOException {
        PageContent content = Blocks.on(Blocks.permuted(), BREAKOUT, BREAKOUT, "two & \u2028", "three");
        String html = write(content, PageOptions.DEFAULT);
        assertThat(html).doesNotContain("<img").doesNotContain("onerror=alert(1)>");
        assertThat(count(html, "</script>")).isEqualTo(10);
        assertThat(data(html).path("structures").path(0).path("name").asText()).isEqualTo(BREAKOUT);
        assertThat(data(html).path("structures").path(1).path("name").asText()).isEqualTo("two & \u2028");
        assertThat(html).contains("<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;{{scan}}</title>");
    }

    @Test
    void nothingInThePageIsFetched() throws IOException {
        String html = write(Blocks.on(Blocks.permuted(), "case", "one", "two", "three"), PageOptions.DEFAULT);
        assertThat(html)
                .contains("default-src 'none'")
                .contains("Not for clinical use.")
                .contains("Copyright (c) 2021, Niivue")
                .contains("Plotly Technologies Inc.");
        assertThat(Pattern.compile("(src|href)=\"(?!data:)").matcher(html).find())
                .isFalse();
    }

    /** Noise cannot be compressed, so the scan must give way; surfaces and table stay those of the full grid. */
    @Test
    void aScanTooLargeForThePageIsShownCoarserAndThePageSaysSo() throws IOException {
        Grid grid = new Grid(
                200,
                180,
                60,
                new Affine(new Vec3(-0.8, 0, 0), new Vec3(0, -0.8, 0), new Vec3(0, 0, 2.5), new Vec3(80, 70, -60)));
        PageContent blocks = Blocks.on(grid, "large", "one", "two", "three");
        Random random = new Random(1);
        Volume noise = Volume.allocate(grid, VoxelType.INT16);
        for (long v = 0; v < grid.count(); v++) {
            noise.voxels().set(v, random.nextInt(4096) - 1024);
        }
        PageContent content =
                new PageContent("large", noise, true, blocks.labels(), blocks.result(), Set.of(), Map.of());
        PageOptions small = PageOptions.DEFAULT.withMaxBytes(4_000_000);
        String html = write(content, small);
        assertThat(Files.size(folder.resolve("page.html"))).isBetween(3_000_000L, 4_000_000L);
        JsonNode shown = data(html).path("shown");
        assertThat(shown.path("reduced").asBoolean()).isTrue();
        assertThat(shown.path("size").path(2).asInt()).isEqualTo(60);
        assertThat(shown.path("size").path(0).asInt()).isLessThan(200);
        assertThat(data(html).path("scan").path("size").path(0).asInt()).isEqualTo(200);
        Volume scan = volume(html, "scan");
        Volume labels = volume(html, "labels");
        assertThat(labels.grid().matches(scan.grid(), 1e-3)).isTrue();
        assertThat(scan.grid().sizeI()).isEqualTo(shown.path("size").path(0).asInt());
    }

    @Test
    void theScanIsShownInItsOwnValuesWhateverItsType() throws IOException {
        Grid grid = Blocks.permuted();
        PageContent blocks = Blocks.on(grid, "mr", "one", "two", "three");
        Volume mr = Volume.allocate(grid, VoxelType.FLOAT32);
        for (long v = 0; v < grid.count(); v++) {
            mr.voxels().set(v, 0.001 * (v % 977));
        }
        mr.voxels().set(5, Double.NaN);
        String html = write(
                new PageContent("mr", mr, false, blocks.labels(), blocks.result(), Set.of(), Map.of()),
                PageOptions.DEFAULT);
        Volume shown = volume(html, "scan");
        for (long v = 6; v < grid.count(); v++) {
            assertThat(shown.voxels().get(v)).isCloseTo(mr.voxels().get(v), within(0.001));
        }
        assertThat(shown.voxels().get(5)).isEqualTo(0);
        assertThat(data(html).path("ct").asBoolean()).isFalse();
        assertThat(data(html).path("auto").path("low").asDouble()).isCloseTo(0.0098, within(0.002));
        assertThat(data(html).path("auto").path("high").asDouble()).isCloseTo(0.971, within(0.002));
    }

    @Test
    void oneOrganAndItsTumourAreBlueAndRed() throws IOException {
        PageContent blocks = Blocks.on(Blocks.permuted(), "case", "pancreas", "cancer", "body");
        PageContent content = new PageContent(
                "case", blocks.scan(), true, blocks.labels(), blocks.result(), Set.of(Blocks.GREEN), Map.of());
        JsonNode structures = data(write(content, PageOptions.DEFAULT)).path("structures");
        assertThat(structures.path(0).path("colour").toString()).isEqualTo("[66,133,214]");
        assertThat(structures.path(1).path("colour").toString()).isEqualTo("[220,38,38]");
        assertThat(structures.path(2).path("colour").toString()).isEqualTo("[220,20,220]");
        assertThat(structures.path(0).path("lesion").asBoolean()).isFalse();
        assertThat(structures.path(1).path("lesion").asBoolean()).isTrue();
        assertThat(structures.path(1).path("hidden").asBoolean()).isFalse();
        assertThat(structures.path(2).path("hidden").asBoolean()).isTrue();
    }

    @Test
    void aPageWithoutAnyStructureIsWrittenToo() throws IOException {
        PageContent blocks = Blocks.on(Blocks.permuted(), "case", "one", "two", "three");
        ObjectNode nothing = new ObjectMapper().createObjectNode();
        nothing.putArray("structures");
        String html = write(
                new PageContent("case", blocks.scan(), true, blocks.labels(), nothing, Set.of(), Map.of()),
                PageOptions.DEFAULT);
        assertThat(data(html).path("structures")).isEmpty();
    }

    @Test
    void labelsOnAnotherGridAreRefused() {
        PageContent a = Blocks.on(Blocks.permuted(), "case", "one", "two", "three");
        PageContent b = Blocks.on(Blocks.oblique(), "case", "one", "two", "three");
        assertThatThrownBy(() -> new PageContent("case", a.scan(), true, b.labels(), a.result(), Set.of(), Map.of()))
                .hasMessage(
                        "labels are on another grid than the scan: 60 x 56 x 40 voxels (expected 48 x 50 x 40 voxels "
                                + "and the same place in space; resample one onto the other)");
    }

    private String write(PageContent content, PageOptions options) throws IOException {
        Path file = folder.resolve("page.html");
        Page.write(file, content, options);
        return Files.readString(file);
    }

    private static String element(String html, String id) {
        Matcher found = Pattern.compile("<script [^>]*id=\"" + id + "\">([^<]*)</script>")
                .matcher(html);
        assertThat(found.find()).as(id).isTrue();
        return found.group(1);
    }

    private static JsonNode data(String html) throws IOException {
        return new ObjectMapper().readTree(element(html, "data"));
    }

    private static byte[] unpacked(String html, String id) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(element(html, id));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private Volume volume(String html, String id) throws IOException {
        Path file = folder.resolve(id + ".nii");
        Files.write(file, unpacked(html, id));
        return NiftiFile.read(file).volume();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
