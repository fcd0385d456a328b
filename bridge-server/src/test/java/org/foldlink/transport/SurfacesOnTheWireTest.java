package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The option {@code surfaces} and the result {@code box}, over a real socket. */
@Timeout(60)
class SurfacesOnTheWireTest {

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(Rig.SETTINGS);
        rig.segmenter.open();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String segment(String options) {
        return "{\"job\": \"ab12\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}, \"options\": " + options
                + "}";
    }

    @Test
    void eachStructureIsAClosedPolydataInTheResultsList() throws Exception {
        try (TestClient client = rig.client()) {
            client.command("Hello", ServerTest.SESSION);
            client.image("scan", Rig.image(1));
            client.command("Segment", segment("{\"surfaces\": true, \"results\": [\"labels\", \"box\", \"result\"]}"));
            TestClient.Results results = client.results("ab12");
            JsonNode document = TestClient.json(results.get("ab12.result"));
            assertThat(document.get("devices").findValuesAsText("device"))
                    .containsExactly("ab12.labels", "ab12.box.1", "ab12.box.2", "ab12.surf.1", "ab12.surf.2");
            for (int s = 1; s <= 2; s++) {
                Packet packet = results.get("ab12.surf." + s);
                assertThat(packet.metadata().get("Final")).contains("true");
                PolyDataMessage mesh = (PolyDataMessage) packet.message();
                assertThat(mesh.polygons().count()).isPositive();
                assertThat(mesh.attributes()).singleElement().satisfies(a -> {
                    assertThat(a.name()).isEqualTo("label");
                    assertThat(a.kind()).isEqualTo(PolyDataMessage.AttributeKind.POINT_SCALARS);
                });
                assertThat(mesh.attributes().get(0).values().get(0)).isEqualTo(s);
                double ml = document.get("structures").get(s - 1).get("ml").asDouble();
                assertThat(volume(mesh)).isBetween(990 * ml, 1010 * ml);
                PolyDataMessage box =
                        (PolyDataMessage) results.get("ab12.box." + s).message();
                assertThat(box.lines().count()).isEqualTo(12);
                assertThat(box.attributes().get(0).values().get(7)).isEqualTo(s);
            }
            client.send(Packet.v2("ab12.surf.2", Metadata.EMPTY, QueryMessage.of(Verb.GET, "POLYDATA")));
            PolyDataMessage asked =
                    (PolyDataMessage) client.device("ab12.surf.2").message();
            PolyDataMessage sent = (PolyDataMessage) results.get("ab12.surf.2").message();
            assertThat(asked.polygons()).isEqualTo(sent.polygons());
        }
    }

    /** mm³; positive where triangles are wound outwards. */
    private static double volume(PolyDataMessage mesh) {
        IntBuffer cells = mesh.polygons().indices();
        FloatBuffer points = mesh.points();
        double sum = 0;
        while (cells.hasRemaining()) {
            assertThat(cells.get()).isEqualTo(3);
            double[] p = new double[9];
            for (int c = 0; c < 3; c++) {
                int point = cells.get();
                for (int axis = 0; axis < 3; axis++) {
                    p[3 * c + axis] = points.get(3 * point + axis);
                }
            }
            sum += p[0] * (p[4] * p[8] - p[5] * p[7])
                    + p[1] * (p[5] * p[6] - p[3] * p[8])
                    + p[2] * (p[3] * p[7] - p[4] * p[6]);
        }
        return sum / 6;
    }

    @Test
    void onlyTheValuesAskedForAreSent() throws Exception {
        try (TestClient client = rig.client()) {
            client.command("Hello", ServerTest.SESSION);
            client.image("scan", Rig.image(1));
            client.command("Segment", segment("{\"surfaces\": [2]}"));
            JsonNode document = TestClient.json(client.results("ab12").get("ab12.result"));
            assertThat(document.get("devices").findValuesAsText("device"))
                    .containsExactly("ab12.labels", "ab12.boxes", "ab12.centres", "ab12.surf.2");
        }
    }

    @Test
    void wrongValuesAreRefused() throws Exception {
        try (TestClient client = rig.client()) {
            client.command("Hello", ServerTest.SESSION);
            client.image("scan", Rig.image(1));
            refused(client, "[]", "bad_option", "surfaces = [] (expected label values, or true for all)");
            refused(
                    client,
                    "[3]",
                    "bad_option",
                    "surfaces has label 3, which model abdomen does not have (expected of 1, 2)");
            refused(client, "[1.5]", "bad_field", "field options.surfaces = 1.5 (expected a list of whole numbers)");
            refused(client, "2", "bad_field", "field options.surfaces = 2 (expected true or false)");
        }
    }

    private static void refused(TestClient client, String surfaces, String code, String message) throws Exception {
        JsonNode error = client.refused("Segment", segment("{\"surfaces\": " + surfaces + "}"));
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isEqualTo(message);
    }
}
