package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.geometry.Grid;
import org.foldlink.models.Task;
import org.foldlink.session.Accepted;
import org.foldlink.session.ImageInfo;
import org.foldlink.session.RequestException;
import org.foldlink.session.SegmentRequest;

/**
 * Accepts a job; what it finds comes as messages of its own.
 *
 * @param task of the models that the command is for
 */
record JobCommand(String name, Task task) implements Command {

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only("job", "model", "inputs", "options");
        SegmentRequest request = new SegmentRequest(
                content.text("job"), content.text("model"), content.texts("inputs"), JobFields.options(content, task));
        Accepted accepted = switch (task) {
            case SEGMENTATION -> client.session().segment(request);
            case CLASSIFICATION -> client.session().classify(request);
        };
        ObjectNode reply = Json.object();
        reply.put("job", accepted.job());
        reply.put("place", accepted.place());
        ObjectNode inputs = reply.putObject("inputs");
        for (Accepted.Input input : accepted.inputs()) {
            ObjectNode row = inputs.putObject(input.channel());
            row.put("device", input.device());
            row.put("awaited", input.image().isEmpty());
            input.image().ifPresent(image -> describe(image, row));
        }
        reply.set("warnings", CheckCommand.findings(accepted.warnings()));
        return reply;
    }

    private static void describe(ImageInfo image, ObjectNode row) {
        Grid grid = image.grid();
        row.putArray("size").add(grid.sizeI()).add(grid.sizeJ()).add(grid.sizeK());
        row.set("spacing", Json.vector(grid.spacing()));
        row.put("received", image.received().toString());
    }
}
