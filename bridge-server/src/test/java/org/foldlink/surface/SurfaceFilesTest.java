package org.foldlink.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.foldlink.surface.Meshes.labelmap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurfaceFilesTest {

    private static final Grid GRID = new Grid(4, 3, 2, Affine.ofSpacing(2, 3, 4, new Vec3(10, -20, 30)));

    @TempDir
    Path folder;

    /** Two voxels beside each other, one label each. */
    private static List<Surface> two() {
        List<Surface> surfaces = new ArrayList<>();
        Surfaces.of(
                        labelmap(GRID, (i, j, k) -> j == 1 && k == 0 && i < 3 ? i : 0),
                        SurfaceOptions.DEFAULT.withSmooth(false))
                .forEach((value, mesh) -> surfaces.add(new Surface(
                        value, value == 1 ? "kidney right" : "Zyste/ß", 255, 128, 0, value == 1 ? 1 : 0.25, mesh)));
        return surfaces;
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private List<String> names(List<Path> files) {
        return files.stream().map(f -> f.getFileName().toString()).toList();
    }

    @Test
    void stl() throws IOException {
        assertThat(names(SurfaceFiles.write(folder, "case", SurfaceFormat.STL, two())))
                .containsExactly("case.surf.1.kidney_right.stl", "case.surf.2.Zyste_.stl");
        byte[] bytes = bytes("case.surf.1.kidney_right.stl");
        ByteBuffer stl = numbers(bytes);
        assertThat(stl.capacity()).isEqualTo(84 + 12 * 50);
        assertThat(new String(bytes, 0, 80, StandardCharsets.US_ASCII).strip())
                .isEqualTo("FoldLink kidney_right RAS mm. Not for clinical use.");
        assertThat(stl.getInt(80)).isEqualTo(12);
        double volume = 0;
        for (int t = 0; t < 12; t++) {
            Vec3[] p = new Vec3[4];
            for (int n = 0; n < 4; n++) {
                int at = 84 + 50 * t + 12 * n;
                p[n] = new Vec3(stl.getFloat(at), stl.getFloat(at + 4), stl.getFloat(at + 8));
            }
            assertThat(p[2].minus(p[1])
                            .cross(p[3].minus(p[1]))
                            .unit()
                            .minus(p[0])
                            .norm())
                    .isLessThan(1e-6);
            volume += p[1].cross(p[2]).dot(p[3]) / 6;
        }
        assertThat(volume).isCloseTo(24, within(1e-2));
    }

    @Test
    void ply() throws IOException {
        SurfaceFiles.write(folder, "case", SurfaceFormat.PLY, two());
        byte[] bytes = bytes("case.surf.2.Zyste_.ply");
        ByteBuffer ply = numbers(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("end_header\n") + 11;
        assertThat(text).startsWith("""
                        ply
                        format binary_little_endian 1.0
                        comment FoldLink, label 2 Zyste_, RAS mm. Not for clinical use.
                        element vertex 8
                        """);
        assertThat(ply.capacity()).isEqualTo(body + 8 * 27 + 12 * 13);
        assertThat(ply.get(body + 24)).isEqualTo((byte) 255);
        assertThat(ply.get(body + 25)).isEqualTo((byte) 128);
        assertThat(ply.get(body + 8 * 27)).isEqualTo((byte) 3);
    }

    @Test
    void objCountsPointsOnAndNamesItsMaterials() throws IOException {
        assertThat(names(SurfaceFiles.write(folder, "case", SurfaceFormat.OBJ, two())))
                .containsExactly("case.surf.mtl", "case.surf.obj");
        List<String> obj = Files.readAllLines(folder.resolve("case.surf.obj"));
        assertThat(obj)
                .startsWith(
                        "# FoldLink, RAS mm. Not for clinical use.",
                        "mtllib case.surf.mtl",
                        "o 1_kidney_right",
                        "usemtl 1_kidney_right")
                .contains("o 2_Zyste_");
        assertThat(obj.stream().filter(l -> l.startsWith("v "))).hasSize(16);
        assertThat(obj.stream().filter(l -> l.startsWith("vn "))).hasSize(16);
        assertThat(obj.subList(obj.indexOf("o 2_Zyste_"), obj.size()).stream().filter(l -> l.startsWith("f ")))
                .hasSize(12)
                .allMatch(l -> l.matches("f (9|1\\d)//\\1 (9|1\\d)//\\2 (9|1\\d)//\\3"));
        assertThat(Files.readString(folder.resolve("case.surf.mtl")))
                .contains("newmtl 1_kidney_right\nKd 1.0000 0.5020 0.0000\nd 1.00\nillum 1\n")
                .contains("newmtl 2_Zyste_\nKd 1.0000 0.5020 0.0000\nd 0.25\nillum 1\n");
    }

    @Test
    void glbHasANodeAStructureUnderOneThatTurnsRasIntoMetres() throws IOException {
        assertThat(names(SurfaceFiles.write(folder, "case", SurfaceFormat.GLB, two())))
                .containsExactly("case.surf.glb");
        byte[] bytes = bytes("case.surf.glb");
        ByteBuffer glb = numbers(bytes);
        assertThat(glb.getInt(0)).isEqualTo(0x46546C67);
        assertThat(glb.getInt(4)).isEqualTo(2);
        assertThat(glb.getInt(8)).isEqualTo(glb.capacity());
        int length = glb.getInt(12);
        JsonNode json = new ObjectMapper().readTree(bytes, 20, length);
        assertThat(glb.getInt(20 + length))
                .isEqualTo(json.at("/buffers/0/byteLength").intValue());
        assertThat(json.at("/asset/extras").toString())
                .isEqualTo("{\"frame\":\"RAS\",\"unit\":\"mm\",\"notice\":\"Not for clinical use.\"}");
        assertThat(json.at("/nodes/0/matrix").toString())
                .isEqualTo("[-0.001,0.0,0.0,0.0,0.0,0.0,0.001,0.0,0.0,0.001,0.0,0.0,0.0,0.0,0.0,1.0]");
        assertThat(json.at("/nodes/0/children").toString()).isEqualTo("[1,2]");
        assertThat(json.at("/nodes/1/name").textValue()).isEqualTo("kidney right");
        assertThat(json.at("/nodes/2/name").textValue()).isEqualTo("Zyste/ß");
        assertThat(json.at("/nodes/2/extras/value").intValue()).isEqualTo(2);
        assertThat(json.at("/nodes/2/extras/ml").doubleValue()).isCloseTo(0.024, within(1e-6));
        JsonNode colour = json.at("/materials/0/pbrMetallicRoughness/baseColorFactor");
        assertThat(colour.get(0).doubleValue()).isEqualTo(1);
        assertThat(colour.get(1).doubleValue()).isCloseTo(0.21586, within(1e-5));
        assertThat(json.at("/materials/0").has("alphaMode")).isFalse();
        assertThat(json.at("/materials/1/alphaMode").textValue()).isEqualTo("BLEND");
        assertThat(json.at("/materials/1/pbrMetallicRoughness/baseColorFactor/3")
                        .doubleValue())
                .isEqualTo(0.25);
        assertThat(json.at("/accessors/0/min").toString()).isEqualTo("[11.0,-18.5,28.0]");
        assertThat(json.at("/accessors/0/max").toString()).isEqualTo("[13.0,-15.5,32.0]");
        for (JsonNode view : json.at("/bufferViews")) {
            assertThat(view.get("byteOffset").intValue() % 4).isZero();
        }
    }

    @Test
    void withoutAStructureThereIsAnEmptyScene() throws IOException {
        assertThat(SurfaceFiles.write(folder, "case", SurfaceFormat.STL, List.of()))
                .isEmpty();
        SurfaceFiles.write(folder, "case", SurfaceFormat.GLB, List.of());
        byte[] bytes = bytes("case.surf.glb");
        ByteBuffer glb = numbers(bytes);
        JsonNode json = new ObjectMapper().readTree(bytes, 20, glb.getInt(12));
        assertThat(json.has("meshes")).isFalse();
        assertThat(glb.getInt(8)).isEqualTo(glb.capacity()).isEqualTo(20 + glb.getInt(12));
    }

    @Test
    void theSameBytesEachTime() throws IOException {
        SurfaceFiles.write(folder, "a", SurfaceFormat.GLB, two());
        SurfaceFiles.write(folder, "b", SurfaceFormat.GLB, two());
        assertThat(folder.resolve("a.surf.glb")).hasSameBinaryContentAs(folder.resolve("b.surf.glb"));
    }

    @Test
    void anUnknownFormatIsRefused() {
        assertThatThrownBy(() -> SurfaceFormat.parse("vtk"))
                .hasMessage("surface format = vtk (expected one of stl, ply, obj, glb)");
    }
}
