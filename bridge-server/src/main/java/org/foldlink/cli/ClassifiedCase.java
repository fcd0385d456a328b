package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.volume.Volume;

/** A classification's result document, and the lines that {@code classify} prints. */
final class ClassifiedCase implements CaseRunner.Finish<ObjectNode> {

    @Override
    public Path done(CaseOutputs outputs, InputCase one) {
        return outputs.result(one);
    }

    @Override
    public void write(CaseOutputs outputs, InputCase one, List<Volume> volumes, ObjectNode document) {
        outputs.writeResult(one, document);
    }

    @Override
    public void print(InputCase one, ObjectNode document, PrintWriter out) {
        ClassificationText.lines(one.name(), document).forEach(out::println);
    }
}
