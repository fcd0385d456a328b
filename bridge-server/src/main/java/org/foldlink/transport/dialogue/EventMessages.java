package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.foldlink.geometry.Box;
import org.foldlink.models.Label;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.Rgba;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.session.JobEvent;
import org.foldlink.session.ResultKind;
import org.foldlink.surface.Mesh;
import org.foldlink.volume.Volume;

/**
 * What a job has to say, as messages. All coordinates are RAS mm. Each message carries the input's own timestamp (a peer's clock may be
 * years off: it is echoed, never read) and, for header version 2, the metadata Job, Revision, FoldsDone, Folds and Final.
 */
final class EventMessages {

    // Corner c of a box lies at max on axis a if bit a of c is set; edges join corners that differ in one bit.
    private static final int CORNERS = 8;
    private static final int EDGES = 12;

    private EventMessages() {}

    static List<Outgoing> of(JobEvent event) {
        if (event instanceof JobEvent.ProgressEvent e) {
            return List.of(string(
                    e,
                    e.device(),
                    Delivery.LATEST,
                    ResultJson.progress(e.progress()).toString()));
        } else if (event instanceof JobEvent.Labels e) {
            return List.of(image(e, e.volume(), e.stamp().isFinal() ? Delivery.KEPT : Delivery.LATEST));
        } else if (event instanceof JobEvent.Doubt e) {
            return List.of(image(e, e.volume(), Delivery.KEPT));
        } else if (event instanceof JobEvent.Probability e) {
            return List.of(image(e, e.volume(), Delivery.KEPT));
        } else if (event instanceof JobEvent.Boxes e) {
            return List.of(
                    message(e, e.device(), Delivery.KEPT, 400L * (e.boxes().size() + 1), boxes(e.boxes())));
        } else if (event instanceof JobEvent.StructureBox e) {
            return List.of(message(e, e.device(), Delivery.KEPT, 800, boxes(List.of(e.labelled()))));
        } else if (event instanceof JobEvent.Surface e) {
            return List.of(surface(e));
        } else if (event instanceof JobEvent.Centres e) {
            return List.of(
                    message(e, e.device(), Delivery.KEPT, 136L * (e.centres().size() + 1), centres(e)));
        } else if (event instanceof JobEvent.Result e) {
            return result(e, ResultJson.parts(e.document(), ResultJson.PART_BYTES));
        } else if (event instanceof JobEvent.ClassResult e) {
            return result(e, ClassificationJson.parts(e.document(), ResultJson.PART_BYTES));
        } else if (event instanceof JobEvent.SiteProgress e) {
            return List.of(string(
                    e,
                    e.device(),
                    Delivery.LATEST,
                    SiteParts.progress(e.phase()).toString()));
        } else if (event instanceof JobEvent.Site e) {
            return result(e, SiteParts.of(e.document(), ResultJson.PART_BYTES));
        } else if (event instanceof JobEvent.SiteFailed e) {
            StatusMessage failed =
                    StatusCodes.of(e.failure().code(), e.failure().message());
            return List.of(message(e, e.device(), Delivery.URGENT, Outgoing.SMALL, failed));
        } else if (event instanceof JobEvent.Status e) {
            // "Done" comes after what is done: a plain client has no other sign. What went wrong overtakes.
            Delivery delivery = e.failure().isPresent() ? Delivery.URGENT : Delivery.KEPT;
            return List.of(message(e, e.device(), delivery, Outgoing.SMALL, status(e)));
        }
        throw new IllegalStateException("no message for " + event.getClass().getSimpleName());
    }

    static PolyDataMessage boxes(List<JobEvent.LabelledBox> boxes) {
        int n = boxes.size();
        float[] points = new float[n * CORNERS * 3];
        int[] lines = new int[n * EDGES * 2];
        float[] values = new float[n * CORNERS];
        int p = 0;
        int l = 0;
        for (int b = 0; b < n; b++) {
            JobEvent.LabelledBox labelled = boxes.get(b);
            Box box = labelled.box();
            for (int corner = 0; corner < CORNERS; corner++) {
                values[p / 3] = labelled.label().value();
                points[p++] =
                        (float) ((corner & 1) == 0 ? box.min().x() : box.max().x());
                points[p++] =
                        (float) ((corner & 2) == 0 ? box.min().y() : box.max().y());
                points[p++] =
                        (float) ((corner & 4) == 0 ? box.min().z() : box.max().z());
            }
            for (int corner = 0; corner < CORNERS; corner++) {
                for (int axis = 1; axis <= 4; axis <<= 1) {
                    if ((corner & axis) == 0) {
                        lines[l++] = b * CORNERS + corner;
                        lines[l++] = b * CORNERS + (corner | axis);
                    }
                }
            }
        }
        // Of the points, not of the lines: the C++ library reads attributes of cells as nine values each, past the
        // message's end.
        return PolyDataMessage.ofLines(
                points, Cells.lines(lines), List.of(PolyDataMessage.Attribute.pointScalars("label", values)));
    }

    /** Without normals, which Slicer makes itself: to it those of a message are an array like any other. */
    private static Outgoing surface(JobEvent.Surface event) {
        Mesh mesh = event.mesh();
        long bytes = 16L * mesh.pointCount() + 16L * mesh.triangleCount() + Outgoing.SMALL;
        return lazy(event, event.device(), Delivery.KEPT, bytes, PolyDataMessage.TYPE, () -> {
            float[] values = new float[mesh.pointCount()];
            Arrays.fill(values, event.label().value());
            return PolyDataMessage.ofPolygons(
                    mesh.points(),
                    Cells.triangles(mesh.triangles()),
                    List.of(PolyDataMessage.Attribute.pointScalars("label", values)));
        });
    }

    static PointMessage centres(JobEvent.Centres event) {
        String owner = ResultKind.LABELS.device(event.job());
        List<PointMessage.Point> points = new ArrayList<>();
        for (JobEvent.LabelledCentre centre : event.centres()) {
            Label label = centre.label();
            points.add(new PointMessage.Point(
                    label.name(),
                    "Structure",
                    new Rgba(label.red(), label.green(), label.blue(), 255),
                    (float) centre.centre().x(),
                    (float) centre.centre().y(),
                    (float) centre.centre().z(),
                    0,
                    owner));
        }
        return new PointMessage(points);
    }

    private static List<Outgoing> result(JobEvent event, List<ObjectNode> parts) {
        List<Outgoing> messages = new ArrayList<>();
        for (ObjectNode part : parts) {
            int number = part.get("part").intValue();
            String device = number == 1 ? event.device() : event.device() + "." + number;
            messages.add(string(event, device, Delivery.KEPT, part.toString()));
        }
        return messages;
    }

    private static StatusMessage status(JobEvent.Status event) {
        return event.failure()
                .map(failure -> StatusCodes.of(failure.code(), failure.message()))
                .orElseGet(() -> StatusMessage.of(StatusCode.OK, "", "done"));
    }

    private static Outgoing string(JobEvent event, String device, Delivery delivery, String json) {
        return message(event, device, delivery, json.length() + Outgoing.SMALL, StringMessage.of(json));
    }

    private static Outgoing image(JobEvent event, Volume volume, Delivery delivery) {
        return lazy(
                event,
                event.device(),
                delivery,
                volume.voxels().byteCount() + Outgoing.SMALL,
                ImageMessage.TYPE,
                () -> ImageVolumes.message(volume));
    }

    private static Outgoing message(JobEvent event, String device, Delivery delivery, long bytes, Message message) {
        return lazy(event, device, delivery, bytes, message.type(), () -> message);
    }

    private static Outgoing lazy(
            JobEvent event, String device, Delivery delivery, long bytes, String type, Supplier<Message> message) {
        JobEvent.Stamp stamp = event.stamp();
        Metadata metadata = Metadata.of(
                "Job", stamp.job(),
                "Revision", Long.toString(stamp.revision()),
                "FoldsDone", Integer.toString(stamp.foldsDone()),
                "Folds", Integer.toString(stamp.folds()),
                "Final", Boolean.toString(stamp.isFinal()));
        return Outgoing.lazy(delivery, device, new Timestamp(stamp.timestamp()), metadata, bytes, type, message);
    }
}
