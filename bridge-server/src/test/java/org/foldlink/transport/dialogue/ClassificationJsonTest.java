package org.foldlink.transport.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Segmentation;
import org.foldlink.models.FoldFile;
import org.foldlink.session.ClassificationDocument;
import org.junit.jupiter.api.Test;

class ClassificationJsonTest {

    private static final Segmentation.Provenance MADE = new Segmentation.Provenance(
            "tumour",
            "1.0",
            "abc",
            List.of(0, 1),
            List.of("tumour"),
            "exact",
            false,
            false,
            "CPU",
            "float32",
            "fake 1");

    private static ClassificationDocument document(Classification answer) {
        return new ClassificationDocument("ab12", answer, "0.1.0", "Not for clinical use.");
    }

    @Test
    void theWholeDocument() {
        Classification answer = new Classification(
                List.of(0.5),
                List.of(0.375, 0.625),
                1,
                List.of("none", "tumour"),
                List.of(
                        new Classification.Fold(0, List.of(0.0), List.of(0.5, 0.5), 1),
                        new Classification.Fold(FoldFile.ALL, List.of(1.0), List.of(0.25, 0.75), 1)),
                MADE,
                Map.of("inference", 0.5));
        assertThat(ClassificationJson.parts(document(answer), 60_000))
                .extracting(ObjectNode::toString)
                .containsExactly(
                        "{\"job\":\"ab12\",\"part\":1,\"of\":1,\"label\":1,\"name\":\"tumour\",\"probability\":0.625,"
                                + "\"probabilities\":[0.375,0.625],\"logits\":[0.5],\"classes\":[\"none\",\"tumour\"],"
                                + "\"folds\":[{\"fold\":0,\"label\":1,\"probabilities\":[0.5,0.5],\"logits\":[0.0]},"
                                + "{\"fold\":\"all\",\"label\":1,\"probabilities\":[0.25,0.75],\"logits\":[1.0]}],"
                                + "\"spread\":{\"sd\":0.1767766952966369,\"min\":0.5,\"max\":0.75},"
                                + "\"provenance\":{\"model\":\"tumour\",\"model_version\":\"1.0\",\"model_hash\":\"abc\","
                                + "\"folds\":[0,1],\"configurations\":[\"tumour\"],\"mode\":\"exact\",\"mirroring\":false,"
                                + "\"post\":false,\"device\":\"CPU\",\"precision\":\"float32\",\"engine\":\"fake 1\"},"
                                + "\"seconds\":{\"inference\":0.5},\"software\":\"0.1.0\",\"notice\":\"Not for clinical use.\","
                                + "\"devices\":[]}");
    }

    @Test
    void manyClassesAreSplitByFolds() {
        List<Double> many = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int c = 0; c < 400; c++) {
            many.add(1.0 / 400);
            names.add("c" + c);
        }
        List<Classification.Fold> folds = new ArrayList<>();
        for (int f = 0; f < 5; f++) {
            folds.add(new Classification.Fold(f, many, many, 0));
        }
        Classification answer = new Classification(many, many, 0, names, folds, MADE, Map.of());
        List<ObjectNode> parts = ClassificationJson.parts(document(answer), 20_000);
        assertThat(parts).hasSizeGreaterThan(1).allSatisfy(part -> {
            assertThat(part.toString().length()).isLessThanOrEqualTo(20_000);
            assertThat(part.get("of").asInt()).isEqualTo(parts.size());
            assertThat(part.get("name").asText()).isEqualTo("c0");
        });
        List<Integer> numbers = new ArrayList<>();
        parts.forEach(part ->
                part.get("folds").forEach(fold -> numbers.add(fold.get("fold").asInt())));
        assertThat(numbers).containsExactly(0, 1, 2, 3, 4);
    }
}
