package org.foldlink.protocol.message;

import java.util.List;

/** CAPABILITY: the type names that the sender understands, each at most 12 bytes. */
public record CapabilityMessage(List<String> types) implements Message {
    public static final String TYPE = "CAPABILITY";

    public CapabilityMessage {
        types = List.copyOf(types);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
