package org.foldlink.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.VolumeBytes;

/** The files of an evaluation in a folder, each written beside its place and renamed. */
public final class EvaluationFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    static final String CASES = "cases.csv";
    static final String OTHER_CASES = "cases.against.csv";
    static final String LESIONS = "lesions.csv";
    static final String COMPARISON = "comparison.csv";
    static final String DOCUMENT = "evaluation.json";
    static final String TABLE = "table.md";
    static final String PAGE = "evaluation.html";

    private static final List<String> ALL = List.of(CASES, OTHER_CASES, LESIONS, COMPARISON, DOCUMENT, TABLE, PAGE);

    private final Path folder;

    /** The folder must be there before anything is written. */
    public EvaluationFiles(Path folder) {
        this.folder = folder;
    }

    /** A result of an earlier evaluation that is there. */
    public Optional<Path> existing() {
        return ALL.stream().map(folder::resolve).filter(Files::exists).findFirst();
    }

    public Path page() {
        return folder.resolve(PAGE);
    }

    public Path table() {
        return folder.resolve(TABLE);
    }

    public void write(Evaluation e) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(CASES, EvaluationCsv.cases(e.cases(), e.scorer()));
        if (!e.scorer().lesions().isEmpty()) {
            files.put(LESIONS, EvaluationCsv.lesions(e));
        }
        if (e.comparison().isPresent()) {
            files.put(OTHER_CASES, EvaluationCsv.cases(e.comparison().get().cases(), e.scorer()));
            files.put(COMPARISON, EvaluationCsv.comparison(e.comparison().get()));
        }
        files.put(TABLE, Markdown.of(e));
        files.put(PAGE, Html.of(e));
        files.put(DOCUMENT, text(EvaluationJson.of(e)));
        write(files);
    }

    public void write(Classifications c) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(CASES, ClassificationTable.csv(c));
        files.put(TABLE, ClassificationTable.markdown(c));
        files.put(PAGE, Html.of(c));
        files.put(DOCUMENT, text(ClassificationTable.json(c)));
        write(files);
    }

    private static String text(ObjectNode document) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }

    private void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            ByteBuffer bytes = ByteBuffer.wrap(file.getValue().getBytes(StandardCharsets.UTF_8));
            PartFile.write(folder.resolve(file.getKey()), out -> VolumeBytes.writeFully(bytes, out));
        }
        // A file of an earlier evaluation must not lie among those of this one.
        for (String name : ALL) {
            if (!files.containsKey(name)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }
}
