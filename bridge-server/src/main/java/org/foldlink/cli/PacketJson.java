package org.foldlink.cli;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteOrder;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/** A packet as one line of JSON: framing, metadata and the message's fields by their names; bulk payloads as their number of elements. */
final class PacketJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .configure(JsonWriteFeature.WRITE_NAN_AS_STRINGS.mappedFeature(), true)
            .addModule(new SimpleModule()
                    .addSerializer(Buffer.class, new BufferSerializer())
                    .addSerializer(ByteOrder.class, new ByteOrderSerializer())
                    .addSerializer(Matrix3x4.class, new MatrixSerializer()))
            .build();

    private PacketJson() {}

    static String of(Packet packet, long bodyBytes) throws JsonProcessingException {
        ObjectNode line = JSON.createObjectNode();
        line.put("type", packet.message().type());
        line.put("device", packet.device());
        line.put("version", packet.headerVersion());
        line.put(
                "timestamp",
                packet.timestamp().isSet() ? packet.timestamp().toInstant().toString() : "not set");
        line.put("body_size", bodyBytes);
        if (packet.headerVersion() == 2) {
            line.put("message_id", packet.messageId());
            ObjectNode metadata = line.putObject("metadata");
            for (Metadata.Entry entry : packet.metadata().entries()) {
                metadata.put(entry.key(), entry.value());
            }
        }
        line.set("message", JSON.valueToTree(packet.message()));
        return JSON.writeValueAsString(line);
    }

    private static final class BufferSerializer extends StdSerializer<Buffer> {
        private static final long serialVersionUID = 1;

        BufferSerializer() {
            super(Buffer.class);
        }

        @Override
        public void serialize(Buffer value, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeString(value.remaining() + " elements");
        }
    }

    private static final class ByteOrderSerializer extends StdSerializer<ByteOrder> {
        private static final long serialVersionUID = 1;

        ByteOrderSerializer() {
            super(ByteOrder.class);
        }

        @Override
        public void serialize(ByteOrder value, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeString(value.toString());
        }
    }

    private static final class MatrixSerializer extends StdSerializer<Matrix3x4> {
        private static final long serialVersionUID = 1;

        MatrixSerializer() {
            super(Matrix3x4.class);
        }

        @Override
        public void serialize(Matrix3x4 m, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeStartArray();
            for (int row = 0; row < 3; row++) {
                to.writeStartArray();
                for (int column = 0; column < 4; column++) {
                    to.writeNumber(m.get(row, column));
                }
                to.writeEndArray();
            }
            to.writeEndArray();
        }
    }
}
