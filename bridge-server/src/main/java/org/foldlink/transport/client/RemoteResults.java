package org.foldlink.transport.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.protocol.message.StatusCode;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Packet;
import org.jspecify.annotations.Nullable;

/** Gathers the messages of one job until every device of its final result has come in its revision. Not thread-safe. */
final class RemoteResults {

    private final String job;
    private final Map<String, Packet> devices = new HashMap<>();
    private final SortedMap<Integer, JsonNode> parts = new TreeMap<>();
    private @Nullable StatusMessage status;

    RemoteResults(String job) {
        this.job = job;
    }

    /** Keeps what belongs to the job. @return whether it did */
    boolean take(Packet packet) throws ClientException {
        String device = packet.device();
        if (!device.startsWith(job + ".")) {
            return false;
        }
        if (packet.message() instanceof StatusMessage s && device.equals(job + ".status")) {
            status = s;
        } else if (device.startsWith(job + ".result") && packet.message() instanceof StringMessage text) {
            JsonNode part = BridgeClient.parse(device, text.text());
            parts.put(part.path("part").asInt(1), part);
            devices.put(device, packet);
        } else {
            devices.put(device, packet);
        }
        return true;
    }

    Optional<Packet> device(String suffix) {
        return Optional.ofNullable(devices.get(job + "." + suffix));
    }

    /** @return whether all has come; a job that failed or was cancelled throws */
    boolean complete() throws ClientException {
        if (status != null && status.code() != StatusCode.OK.code()) {
            throw new ClientException(
                    ClientException.Kind.FAILED,
                    status.errorName(),
                    "the job ended without a result: " + status.text());
        }
        JsonNode first = parts.get(1);
        if (status == null || first == null || parts.size() < first.path("of").asInt(1)) {
            return false;
        }
        for (JsonNode sent : first.path("devices")) {
            Packet got = devices.get(sent.path("device").asText());
            if (got == null || !sent.path("revision").asText().equals(revision(got))) {
                return false;
            }
        }
        return true;
    }

    private static String revision(Packet packet) {
        return packet.metadata().get("Revision").orElse("");
    }

    /** The result document with the rows of all its parts: structures and lesions, or folds of a classification. */
    ObjectNode document() {
        ObjectNode whole = Objects.requireNonNull(parts.get(1)).deepCopy();
        whole.remove("part");
        whole.remove("of");
        for (String rows : List.of("structures", "lesions", "folds")) {
            if (whole.has(rows)) {
                ArrayNode all = whole.putArray(rows);
                parts.values().forEach(part -> part.path(rows).forEach(all::add));
            }
        }
        return whole;
    }
}
