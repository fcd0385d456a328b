package org.foldlink.transport.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.foldlink.geometry.Grid;
import org.foldlink.models.Label;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.ImageMetaMessage;
import org.foldlink.protocol.message.ImageMetaMessage.ImageMeta;
import org.foldlink.protocol.message.LabelMetaMessage;
import org.foldlink.protocol.message.LabelMetaMessage.LabelMeta;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.Rgba;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.session.HeldImage;
import org.foldlink.session.ImageInfo;
import org.foldlink.session.JobEvent;
import org.foldlink.session.LabelmapInfo;
import org.foldlink.session.Session;

/**
 * The standard queries, over what the client's own session holds. What cannot be served is answered by STATUS, never by an RTS_ message:
 * Slicer's stack crashes on most of those.
 */
final class Queries {

    private static final List<String> CAPABILITIES = List.of(
            "IMAGE",
            "COMMAND",
            "STATUS",
            "GET_CAPABIL",
            "GET_STATUS",
            "GET_IMGMETA",
            "GET_LBMETA",
            "GET_IMAGE",
            "GET_POINT",
            "GET_POLYDATA");

    // An 8-bit field: labels beyond it are in the labelmap and in the result document, not in LBMETA.
    private static final int MAX_META_LABEL = 255;

    private Queries() {}

    /** @return the answers; none to an RTS_ message, which is an answer itself */
    static List<Outgoing> answer(QueryMessage query, String device, Optional<Session> session) {
        return switch (query.verb()) {
            case GET -> get(query, device, session);
            case STT, STP -> List.of(notSupported(query, device));
            case RTS -> List.of();
        };
    }

    private static List<Outgoing> get(QueryMessage query, String device, Optional<Session> session) {
        return switch (query.about()) {
            case "CAPABILITY" -> List.of(kept(device, new CapabilityMessage(CAPABILITIES)));
            case "STATUS" -> List.of(status(device, StatusMessage.of(StatusCode.OK, "", "ready")));
            case "IMGMETA" -> List.of(kept(device, imageMeta(session)));
            case "LBMETA" -> List.of(kept(device, labelMeta(session)));
            case "IMAGE" -> List.of(image(device, session));
            case "POINT", "POLYDATA" -> List.of(result(query.about(), device, session));
            default -> List.of(notSupported(query, device));
        };
    }

    private static ImageMetaMessage imageMeta(Optional<Session> session) {
        List<ImageMeta> rows = new ArrayList<>();
        for (ImageInfo image : session.map(Session::images).orElse(List.of())) {
            rows.add(new ImageMeta(
                    image.device(),
                    image.device(),
                    "",
                    "",
                    "",
                    new Timestamp(image.timestamp()),
                    size(image.grid()),
                    ImageVolumes.scalar(image.type())));
        }
        return new ImageMetaMessage(rows);
    }

    private static LabelMetaMessage labelMeta(Optional<Session> session) {
        List<LabelMeta> rows = new ArrayList<>();
        for (LabelmapInfo labelmap : session.map(Session::labelmaps).orElse(List.of())) {
            for (Label label : labelmap.labels()) {
                if (label.value() <= MAX_META_LABEL) {
                    rows.add(new LabelMeta(
                            label.name(),
                            labelmap.device(),
                            label.value(),
                            new Rgba(label.red(), label.green(), label.blue(), 255),
                            size(labelmap.grid()),
                            ""));
                }
            }
        }
        return new LabelMetaMessage(rows);
    }

    private static Ijk size(Grid grid) {
        return new Ijk(grid.sizeI(), grid.sizeJ(), grid.sizeK());
    }

    private static Outgoing image(String device, Optional<Session> session) {
        Optional<HeldImage> held = session.flatMap(s -> s.image(device));
        if (held.isPresent()) {
            HeldImage image = held.get();
            return Outgoing.lazy(
                    Delivery.KEPT,
                    device,
                    new Timestamp(image.info().timestamp()),
                    Metadata.EMPTY,
                    image.volume().voxels().byteCount() + Outgoing.SMALL,
                    ImageMessage.TYPE,
                    () -> ImageVolumes.message(image.volume()));
        }
        return result(ImageMessage.TYPE, device, session);
    }

    private static Outgoing result(String type, String device, Optional<Session> session) {
        Optional<JobEvent> event = session.flatMap(s -> s.result(device));
        return event.stream()
                .flatMap(e -> EventMessages.of(e).stream())
                .filter(message -> message.type().equals(type))
                .findFirst()
                .map(message -> asked(message))
                .orElseGet(() -> status(
                        device,
                        StatusMessage.of(
                                StatusCode.NOT_FOUND,
                                "not_found",
                                "no " + type + " of this name is held (GET_IMGMETA and GET_LBMETA list what is)")));
    }

    /** An answer is never dropped, whatever the message was when it was news. */
    private static Outgoing asked(Outgoing message) {
        return new Outgoing(Delivery.KEPT, message.type(), message.device(), message.bytes(), message.packet());
    }

    private static Outgoing notSupported(QueryMessage query, String device) {
        return status(
                device,
                StatusMessage.of(
                        StatusCode.UNKNOWN_INSTRUCTION,
                        "not_supported",
                        query.type() + " is not supported (GET_CAPABIL lists what is)"));
    }

    private static Outgoing kept(String device, Message message) {
        Supplier<Message> content = () -> message;
        return Outgoing.lazy(
                Delivery.KEPT, device, Timestamp.NOT_SET, Metadata.EMPTY, 16 * 1024, message.type(), content);
    }

    private static Outgoing status(String device, StatusMessage message) {
        return Outgoing.of(Delivery.URGENT, device, message);
    }
}
