package org.foldlink.transport.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.transport.dialogue.ImageVolumes;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** The volumes among what came of a segmentation. */
final class ResultVolumes {

    private ResultVolumes() {}

    static RemoteJob.Outcome outcome(RemoteResults results) throws ClientException {
        Volume labels = volume(results, "labels");
        if (labels == null) {
            throw new ClientException(ClientException.Kind.MALFORMED, "the result has no labelmap");
        }
        Map<Integer, Volume> probabilities = new TreeMap<>();
        ObjectNode document = results.document();
        for (JsonNode sent : document.path("devices")) {
            String device = sent.path("device").asText();
            int at = device.indexOf(".prob.");
            if (at >= 0) {
                Volume p = volume(results, device.substring(device.indexOf('.') + 1));
                if (p != null) {
                    probabilities.put(Integer.parseInt(device.substring(at + 6)), p);
                }
            }
        }
        return new RemoteJob.Outcome(labels, Optional.ofNullable(volume(results, "doubt")), probabilities, document);
    }

    private static @Nullable Volume volume(RemoteResults results, String suffix) throws ClientException {
        Packet packet = results.device(suffix).orElse(null);
        return packet != null && packet.message() instanceof ImageMessage image ? volume(packet.device(), image) : null;
    }

    static Volume volume(String device, ImageMessage image) throws ClientException {
        try {
            return ImageVolumes.volume(image);
        } catch (InvalidFieldException e) {
            throw new ClientException(ClientException.Kind.MALFORMED, device + ": " + e.getMessage(), e);
        }
    }
}
