package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.foldlink.models.Task;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.message.TextEncoding;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.session.RequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** COMMAND in, RTS_COMMAND of the same id out, always and in the order of the commands; at once but for those that ask the database. */
final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private static final Map<String, Command> BY_NAME = List.of(
                    new HelloCommand(),
                    new ModelsCommand(),
                    new ModelCommand(),
                    new CheckCommand(),
                    new JobCommand("Segment", Task.SEGMENTATION),
                    new JobCommand("Classify", Task.CLASSIFICATION),
                    new CancelCommand(),
                    new JobsCommand(),
                    new ResultsCommand(),
                    new ReleaseCommand(),
                    new PatientCommand(),
                    new SymptomsCommand(),
                    new SiteCommand(),
                    new ReferralCommand(),
                    new UnsupportedCommand("Subscribe"))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Command::name, Function.identity()));

    private Commands() {}

    static Outgoing reply(CommandMessage command, String device, Client client) {
        try {
            Command handler = BY_NAME.get(command.name());
            if (handler == null) {
                throw new DialogueException(
                        DialogueError.UNKNOWN_COMMAND,
                        "name",
                        "command \"" + shown(command.name()) + "\" is unknown (expected one of "
                                + BY_NAME.keySet().stream().sorted().collect(Collectors.joining(", ")) + ")");
            }
            String content = handler.run(Json.parse(utf8(command)), client).toString();
            if (content.getBytes(StandardCharsets.UTF_8).length > Json.MAX_BYTES) {
                throw new DialogueException(
                        DialogueError.TOO_LONG, "", "the reply is over 65534 bytes (ask for less at a time)");
            }
            return rts(command, device, content, Metadata.of("Status", "SUCCESS"));
        } catch (RequestException e) {
            return failed(command, device, e.code().wire(), e.field(), e.getMessage());
        } catch (DialogueException e) {
            return failed(command, device, e.code().wire(), e.field(), e.getMessage());
        } catch (RuntimeException e) {
            // The text may name a device, so only what kind of failure it was goes to the log with its place.
            LOG.error(
                    "event=command_failed {} at {}",
                    e.getClass().getName(),
                    e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
            return failed(
                    command,
                    device,
                    DialogueError.INTERNAL.wire(),
                    "",
                    "the bridge failed to serve this command; its log says where");
        }
    }

    /** The content's bytes, which are UTF-8 whatever the encoding field says. */
    private static byte[] utf8(CommandMessage command) {
        byte[] bytes = TextEncoding.bytes(command.content(), command.encoding());
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, end);
    }

    private static Outgoing failed(CommandMessage command, String device, String code, String field, String message) {
        ObjectNode content = Json.object();
        content.putObject("error").put("code", code).put("message", message).put("field", field);
        return rts(
                command,
                device,
                content.toString(),
                Metadata.of(
                        "Status",
                        "FAIL",
                        "ErrorMessage",
                        message.length() > 4000 ? message.substring(0, 4000) : message));
    }

    private static Outgoing rts(CommandMessage command, String device, String content, Metadata metadata) {
        return Outgoing.of(
                Delivery.URGENT,
                device,
                Timestamp.NOT_SET,
                metadata,
                content.length() + 1024L,
                CommandReplyMessage.of(command.id(), command.name(), content));
    }

    private static String shown(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }
}
