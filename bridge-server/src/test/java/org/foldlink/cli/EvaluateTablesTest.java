package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.evaluation.Csv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} on tables of probabilities. */
class EvaluateTablesTest {

    @TempDir
    Path folder;

    @Test
    void everyClassAgainstTheRest() throws IOException {
        Path out = folder.resolve("out");
        Path p = Files.writeString(
                folder.resolve("p.csv"),
                "case,class,probability\r\na,lesion,0.9\r\nb,lesion,0.8\r\nc,lesion,0.4\r\nd,lesion,0.4\r\ne,lesion,0.1\r\nz,lesion,1\r\n");
        Path truth = Files.writeString(
                folder.resolve("t.csv"), "class,case\nlesion,a\nnone,b\nlesion,c\nnone,d\nnone,e\nnone,y\n");
        Ran ran =
                Ran.foldlink("evaluate", p.toString(), truth.toString(), "--threshold", "0.4", "--out", out.toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("lesion", "0.7500", "Not for clinical use.");
        JsonNode document =
                new ObjectMapper().readTree(out.resolve("evaluation.json").toFile());
        List<List<String>> cases = Csv.parse(Files.readString(out.resolve("cases.csv")));
        JsonNode lesion = document.path("classes").path(0);
        assertThat(lesion.path("auc").asDouble()).isEqualTo(0.75);
        assertThat(lesion.path("sensitivity").asDouble()).isEqualTo(1);
        assertThat(document.path("without_prediction").path(0).asText()).isEqualTo("y");
        assertThat(document.path("without_truth").path(0).asText()).isEqualTo("z");
        assertThat(Files.readString(out.resolve("evaluation.html")))
                .contains("<svg", "Not for clinical use.")
                .doesNotContain("http", "<script");
        assertThat(cases.get(2))
                .containsExactly("b", "none", "lesion", "0.8", "true", "false", "Not for clinical use.");
    }

    @Test
    void refusalsWordForWord() throws IOException {
        Path truth = Files.writeString(folder.resolve("t.csv"), "case,class\na,lesion\nb,none\n");
        assertThat(with("case,class,probability\na,lesion,1.2\n", truth))
                .isEqualTo(failed("p.csv, line 2: probability = 1.2 (expected 0..1)"));
        assertThat(with("case,class,probability\na,lesion,0.2\na,lesion,0.3\n", truth))
                .isEqualTo(failed("p.csv, line 3: case a and class lesion again (expected once)"));
        assertThat(with("case,class,p\na,lesion,0.2\n", truth))
                .isEqualTo(failed("p.csv has the columns case, class, p (expected one named probability)"));
        assertThat(with("case,class,probability\na,lesion\n", truth))
                .isEqualTo(failed("p.csv, line 2 has 2 fields (expected 3, as the heading has)"));
        assertThat(with("case,class,probability\n", truth))
                .isEqualTo(failed("p.csv has 1 lines (expected a heading and a line for each case)"));
        assertThat(with("case,class,probability\nz,lesion,0.2\n", truth))
                .isEqualTo(
                        failed("no case has both a probability and a class (expected the same names in both tables)"));
        assertThat(with("case,class,probability\na,lesion,0.2\na,none,0.8\nb,none,0.5\n", truth))
                .isEqualTo(failed(
                        "case b lacks a probability of class lesion (expected one of every class that other cases"
                                + " have: lesion, none)"));
    }

    private Ran with(String table, Path truth) throws IOException {
        Path p = Files.writeString(folder.resolve("p.csv"), table);
        return Ran.foldlink(
                "evaluate",
                p.toString(),
                truth.toString(),
                "--out",
                folder.resolve("refused").toString());
    }

    private static Ran failed(String message) {
        return new Ran(2, "", "foldlink: " + message + "\n");
    }
}
