package org.foldlink.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foldlink.models.Channel;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.foldlink.models.Term;
import org.foldlink.models.Terminology;

/** Says that it is a model of TotalSegmentator's 117 classes in five folds, and in its title that it is none. */
public final class ReplayModel {

    public static final String ID = "total-replayed";
    static final int FOLDS = 5;
    private static final String NAMES = "totalsegmentator-ct.txt";

    private ReplayModel() {}

    public static ModelDescriptor describe() {
        List<FoldFile> folds = IntStream.range(0, FOLDS)
                .mapToObj(fold -> new FoldFile(fold, Path.of("fold_" + fold, "model.onnx"), Optional.empty()))
                .toList();
        return new ModelDescriptor(
                ID,
                Path.of(ID),
                "117 structures on CT (labels replayed, not predicted)",
                "1",
                Task.SEGMENTATION,
                List.of(new Channel("CT", "CT")),
                labels(),
                folds,
                List.of(3.0, 3.0, 3.0),
                List.of(128, 128, 128),
                "Apache-2.0",
                "Labels published with the tests of TotalSegmentator",
                "nothing: labels replayed, not predicted",
                Map.of(),
                "0");
    }

    private static List<Label> labels() {
        List<String> names = names();
        List<Term> terms = Terminology.ofLabels(names, "");
        List<Label> labels = new ArrayList<>();
        for (int n = 0; n < names.size(); n++) {
            Term term = terms.get(n);
            labels.add(new Label(
                    n + 1,
                    names.get(n),
                    term.red(),
                    term.green(),
                    term.blue(),
                    Optional.of(term.code().value()),
                    term.modifier().map(Term.Code::value)));
        }
        return labels;
    }

    private static List<String> names() {
        try (InputStream in = ReplayModel.class.getResourceAsStream(NAMES)) {
            if (in == null) {
                throw new IllegalStateException(NAMES + " is missing (expected beside " + ReplayModel.class + ")");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
