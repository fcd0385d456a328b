package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.foldlink.files.PythonPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scikit-learn's scores of probabilities, scipy's signed-rank test and intervals, DeLong's variance from its definition in numpy. */
@Tag("peers")
class StatisticsPeersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double EXACT = 1e-9;

    private final List<ObjectNode> questions = new ArrayList<>();
    private final List<Consumer<JsonNode>> checks = new ArrayList<>();

    @Test
    void agreeWithScikitLearnAndScipy(@TempDir Path folder) throws IOException, InterruptedException {
        Random random = new Random(7);
        for (int n : new int[] {4, 9, 40, 500}) {
            binary(random, n, false);
            binary(random, n, true);
        }
        for (int n : new int[] {1, 2, 5, 10, 30, 50, 51, 200}) {
            signedRank(random, n, false);
        }
        for (int n : new int[] {3, 8, 13, 60, 150}) {
            signedRank(random, n, true);
        }
        for (int n : new int[] {5, 45, 120}) {
            mean(random, n);
        }
        StringBuilder text = new StringBuilder();
        questions.forEach(q -> text.append(q).append('\n'));
        Path file = Files.writeString(folder.resolve("questions"), text);
        List<String> answers = PythonPeer.start()
                .run("score_statistics.py", file.toString())
                .lines()
                .toList();
        assertThat(answers).hasSameSizeAs(checks);
        for (int a = 0; a < answers.size(); a++) {
            checks.get(a).accept(JSON.readTree(answers.get(a)));
        }
    }

    /** @param ties probabilities in tenths, 0 and 1 among them */
    private void binary(Random random, int n, boolean ties) {
        double[] p = new double[n];
        boolean[] truth = new boolean[n];
        for (int c = 0; c < n; c++) {
            truth[c] = c < 2 || (c >= 4 && random.nextBoolean());
            double x = Math.min(1, Math.max(0, 0.5 + 0.4 * random.nextGaussian() + (truth[c] ? 0.2 : -0.2)));
            p[c] = ties ? Math.rint(10 * x) / 10 : x;
        }
        ObjectNode q = JSON.createObjectNode().put("ask", "binary").put("threshold", 0.5);
        for (int c = 0; c < n; c++) {
            q.withArray("probabilities").add(p[c]);
            q.withArray("truth").add(truth[c]);
        }
        questions.add(q);
        BinaryScores own = BinaryScores.of(p, truth, 0.5, 0.95);
        checks.add(peer -> {
            near(own.auc(), peer, "auc");
            near(own.aucInterval().low(), peer, "low");
            near(own.aucInterval().high(), peer, "high");
            near(own.accuracy(), peer, "accuracy");
            near(own.sensitivity(), peer, "sensitivity");
            near(own.specificity(), peer, "specificity");
            near(own.logLoss(), peer, "log_loss");
            near(own.brier(), peer, "brier");
            assertThat(peer.path("predicted")).hasSameSizeAs(own.reliability());
            for (int b = 0; b < own.reliability().size(); b++) {
                BinaryScores.Bin bin = own.reliability().get(b);
                assertThat(bin.predicted())
                        .isCloseTo(peer.path("predicted").path(b).asDouble(), within(EXACT));
                assertThat(bin.observed())
                        .isCloseTo(peer.path("observed").path(b).asDouble(), within(EXACT));
            }
        });
    }

    /** @param ties whole numbers, some of them 0 */
    private void signedRank(Random random, int n, boolean ties) {
        double[] d = new double[n];
        ObjectNode q = JSON.createObjectNode().put("ask", "signed rank");
        for (int c = 0; c < n; c++) {
            double x = random.nextGaussian() + 0.3;
            d[c] = ties ? Math.rint(3 * x) : x;
            q.withArray("differences").add(d[c]);
        }
        questions.add(q);
        SignedRank own = SignedRank.of(d);
        assertThat(own.exact()).isEqualTo(own.n() <= 50);
        checks.add(peer -> {
            near(own.statistic(), peer, "statistic");
            near(own.p(), peer, "p");
        });
    }

    private void mean(Random random, int n) {
        double[] values = random.doubles(n, 0.6, 0.95).toArray();
        ObjectNode q = JSON.createObjectNode().put("ask", "mean");
        for (double v : values) {
            q.withArray("values").add(v);
        }
        questions.add(q);
        Summary own = Summary.of(values, Bootstrap.DEFAULT);
        checks.add(peer -> {
            near(own.mean(), peer, "mean");
            near(own.sd(), peer, "sd");
            near(own.q1(), peer, "q1");
            near(own.median(), peer, "median");
            near(own.q3(), peer, "q3");
            // Two seeds of two generators: each end is known to a small part of the interval's width only.
            double width = peer.path("high").asDouble() - peer.path("low").asDouble();
            assertThat(own.interval().low()).isCloseTo(peer.path("low").asDouble(), within(0.05 * width));
            assertThat(own.interval().high()).isCloseTo(peer.path("high").asDouble(), within(0.05 * width));
        });
    }

    private static void near(double own, JsonNode peer, String field) {
        double theirs = peer.path(field).asDouble(Double.NaN);
        assertThat(own).as("%s of %s", field, peer).isCloseTo(theirs, within(EXACT * Math.max(1, Math.abs(theirs))));
    }
}
