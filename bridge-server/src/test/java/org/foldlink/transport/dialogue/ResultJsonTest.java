package org.foldlink.transport.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.measure.Chord;
import org.foldlink.measure.Intensity;
import org.foldlink.measure.OrientedBox;
import org.foldlink.measure.Shape;
import org.foldlink.models.Label;
import org.foldlink.session.Findings;
import org.foldlink.session.JobEvent;
import org.foldlink.session.ResultDocument;
import org.foldlink.session.Structure;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

    @Test
    void aLabelSaysItsCodesWhereItHasThem() {
        assertThat(ResultJson.label(new Label(
                                3, "left_kidney", 185, 102, 83, Optional.of("64033007"), Optional.of("7771000")))
                        .toString())
                .isEqualTo("{\"value\":3,\"name\":\"left_kidney\",\"colour\":[185,102,83],\"snomed\":\"64033007\","
                        + "\"snomed_modifier\":\"7771000\",\"terminology\":"
                        + "{\"category\":{\"code\":\"91723000\",\"meaning\":\"Anatomical Structure\"},"
                        + "\"type\":{\"code\":\"64033007\",\"meaning\":\"Kidney\"},"
                        + "\"modifier\":{\"code\":\"7771000\",\"meaning\":\"Left\"}}}");
        assertThat(ResultJson.label(new Label(2, "kidney_cyst_right", 1, 2, 3, Optional.empty()))
                        .get("terminology")
                        .toString())
                .isEqualTo("{\"category\":{\"code\":\"49755003\",\"meaning\":\"Morphologically Abnormal Structure\"},"
                        + "\"type\":{\"code\":\"367643001\",\"meaning\":\"Cyst\"},"
                        + "\"modifier\":{\"code\":\"24028007\",\"meaning\":\"Right\"},"
                        + "\"region\":{\"code\":\"64033007\",\"meaning\":\"Kidney\"}}");
        assertThat(ResultJson.label(new Label(1, "x", 1, 2, 3, Optional.empty()))
                        .toString())
                .isEqualTo("{\"value\":1,\"name\":\"x\",\"colour\":[1,2,3]}");
    }

    private static ResultDocument document(int structures) {
        return document(structures, Optional.empty());
    }

    private static ResultDocument document(int structures, Optional<Findings.Lesions> lesions) {
        List<Structure> rows = new ArrayList<>();
        for (int n = 1; n <= structures; n++) {
            rows.add(new Structure(
                    new Label(n, "structure_" + n, 1, 2, 3, Optional.empty()),
                    n,
                    n / 1000.0,
                    new Box(Vec3.ZERO, new Vec3(n, n, n)),
                    Optional.of(new Structure.OrientedBox(
                            Vec3.ZERO,
                            List.of(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1)),
                            new Vec3(n, n, n))),
                    Vec3.ZERO,
                    List.of(1.5),
                    n == 1 ? OptionalDouble.empty() : OptionalDouble.of(0.5)));
        }
        return new ResultDocument(
                "ab12",
                rows,
                List.of("spleen"),
                new Segmentation.Provenance(
                        "m",
                        "1",
                        "hash",
                        List.of(0, 1),
                        List.of("3d_fullres"),
                        "exact",
                        true,
                        false,
                        "CPU",
                        "float32",
                        "onnxruntime 1"),
                Map.of("inference", 2.5),
                "0.1.0",
                ResultDocument.NOTICE,
                List.of(new ResultDocument.DeviceRevision("ab12.labels", 7)),
                lesions);
    }

    private static Findings.Lesion lesion(int voxels) {
        Vec3 axis = new Vec3(1, 0, 0);
        Structure measured = new Structure(
                new Label(7, "lesion", 1, 2, 3, Optional.empty()),
                voxels,
                voxels / 1000.0,
                new Box(Vec3.ZERO, new Vec3(2, 2, 2)),
                Optional.empty(),
                Vec3.ZERO,
                List.of(2.0, 1.0),
                OptionalDouble.empty(),
                Optional.of(new Shape(
                        new OrientedBox(
                                Vec3.ZERO, List.of(axis, new Vec3(0, 1, 0), new Vec3(0, 0, 1)), new Vec3(3, 2, 1)),
                        12.5,
                        3.5)),
                List.of(new Structure.ChannelIntensity(
                        "CT", Optional.of("HU"), new Intensity(5, 2, 40, 3, 30, 31, 35, 40, 45, 49, 50))));
        return new Findings.Lesion(
                measured,
                new Chord(Vec3.ZERO, new Vec3(2, 0, 0)),
                new Chord(new Vec3(1, 0, 0), new Vec3(1, 1, 0)),
                Map.of("liver", 1.5, "aorta", 0.0, "spleen", 1.5));
    }

    @Test
    void aLesionSaysItsShapeItsValuesAndWhatIsNearest() {
        Findings.Lesions lesions = new Findings.Lesions(List.of(lesion(5)), 2, 0.1);
        ObjectNode whole = ResultJson.whole(document(1, Optional.of(lesions)));
        assertThat(whole.get("lesions").toString())
                .isEqualTo("[{\"number\":1,\"value\":7,\"name\":\"lesion\",\"colour\":[1,2,3],"
                        + "\"terminology\":{\"category\":{\"code\":\"49755003\",\"meaning\":\"Morphologically Abnormal Structure\"},"
                        + "\"type\":{\"code\":\"52988006\",\"meaning\":\"Lesion\"}},\"voxels\":5,\"ml\":0.005,"
                        + "\"box\":{\"min\":[0.0,0.0,0.0],\"max\":[2.0,2.0,2.0]},\"centre\":[0.0,0.0,0.0],"
                        + "\"diameters_mm\":[2.0,1.0],\"principal_box\":{\"centre\":[0.0,0.0,0.0],"
                        + "\"axes\":[[1.0,0.0,0.0],[0.0,1.0,0.0],[0.0,0.0,1.0]],\"size\":[3.0,2.0,1.0]},"
                        + "\"surface_mm2\":12.5,\"feret_mm\":3.5,\"intensity\":{\"CT\":{\"unit\":\"HU\",\"mean\":40.0,\"sd\":3.0,"
                        + "\"min\":30.0,\"p5\":31.0,\"p25\":35.0,\"median\":40.0,\"p75\":45.0,\"p95\":49.0,\"max\":50.0,"
                        + "\"not_finite\":2}},\"diameter_ends\":[[0.0,0.0,0.0],[2.0,0.0,0.0]],"
                        + "\"perpendicular_ends\":[[1.0,0.0,0.0],[1.0,1.0,0.0]],"
                        + "\"distances_mm\":{\"aorta\":0.0,\"liver\":1.5,\"spleen\":1.5}}]");
        assertThat(whole.get("lesion_rule").toString()).isEqualTo("{\"min_ml\":0.1,\"count\":1,\"left_out\":2}");
        assertThat(ResultJson.whole(document(1)).has("lesions")).isFalse();
    }

    @Test
    void lesionsAreSharedOutAfterTheStructures() {
        List<Findings.Lesion> many = new ArrayList<>();
        for (int n = 300; n > 0; n--) {
            many.add(lesion(n));
        }
        List<ObjectNode> parts =
                ResultJson.parts(document(150, Optional.of(new Findings.Lesions(many, 0, 0.1))), ResultJson.PART_BYTES);
        List<Integer> numbers = new ArrayList<>();
        int structures = 0;
        for (ObjectNode part : parts) {
            assertThat(Json.bytes(part)).isLessThanOrEqualTo(ResultJson.PART_BYTES);
            assertThat(part.get("lesion_rule").get("count").asInt()).isEqualTo(300);
            structures += part.get("structures").size();
            part.get("lesions").forEach(row -> numbers.add(row.get("number").asInt()));
        }
        assertThat(structures).isEqualTo(150);
        assertThat(numbers).hasSize(300).isSorted().doesNotHaveDuplicates();
        assertThat(parts.size()).isGreaterThan(2);
    }

    @Test
    void aShortDocumentIsOnePart() {
        List<ObjectNode> parts = ResultJson.parts(document(1), ResultJson.PART_BYTES);
        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).toString())
                .isEqualTo(
                        "{\"job\":\"ab12\",\"part\":1,\"of\":1,\"structures\":[{\"value\":1,\"name\":\"structure_1\","
                                + "\"colour\":[1,2,3],\"voxels\":1,\"ml\":0.001,\"box\":{\"min\":[0.0,0.0,0.0],\"max\":[1.0,1.0,1.0]},"
                                + "\"oriented_box\":{\"centre\":[0.0,0.0,0.0],\"axes\":[[1.0,0.0,0.0],[0.0,1.0,0.0],[0.0,0.0,1.0]],"
                                + "\"size\":[1.0,1.0,1.0]},\"centre\":[0.0,0.0,0.0],\"diameters_mm\":[1.5]}],"
                                + "\"absent\":[\"spleen\"],\"provenance\":{\"model\":\"m\",\"model_version\":\"1\","
                                + "\"model_hash\":\"hash\",\"folds\":[0,1],\"configurations\":[\"3d_fullres\"],"
                                + "\"mode\":\"exact\",\"mirroring\":true,\"post\":false,\"device\":\"CPU\",\"precision\":\"float32\",\"engine\":\"onnxruntime 1\"},\"seconds\":{\"inference\":2.5},"
                                + "\"software\":\"0.1.0\",\"notice\":\"Not for clinical use.\",\"devices\":"
                                + "[{\"device\":\"ab12.labels\",\"revision\":7}]}");
    }

    @Test
    void aLongDocumentGoesOnInPartsThatFitAStringAndHoldEveryStructureOnce() {
        List<ObjectNode> parts = ResultJson.parts(document(700), ResultJson.PART_BYTES);
        assertThat(parts.size()).isGreaterThan(2);
        List<Integer> values = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            ObjectNode part = parts.get(p);
            assertThat(Json.bytes(part)).isLessThanOrEqualTo(ResultJson.PART_BYTES);
            assertThat(part.get("part").asInt()).isEqualTo(p + 1);
            assertThat(part.get("of").asInt()).isEqualTo(parts.size());
            for (JsonNode row : part.get("structures")) {
                values.add(row.get("value").asInt());
            }
        }
        assertThat(values).hasSize(700).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theDevicesOfPartsAreNumberedFromTheSecond() {
        JobEvent.Stamp stamp = new JobEvent.Stamp("ab1234", 7, 5, 5, true, 0);
        List<Outgoing> messages = EventMessages.of(new JobEvent.Result(stamp, document(700)));
        assertThat(messages.get(0).device()).isEqualTo("ab1234.result");
        assertThat(messages.get(1).device()).isEqualTo("ab1234.result.2");
        assertThat(messages).allMatch(m -> m.delivery() == Delivery.KEPT);
    }

    @Test
    void progressWithoutAnEstimateSaysNull() {
        assertThat(ResultJson.progress(new Progress(Progress.Phase.INFERENCE, 2, 5, 3, 8, Double.NaN))
                        .toString())
                .isEqualTo(
                        "{\"phase\":\"inference\",\"fold\":2,\"folds\":5,\"tile\":3,\"tiles\":8,\"seconds_left\":null}");
    }
}
