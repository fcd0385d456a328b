package org.foldlink.protocol.message;

import java.util.List;

/** BIND: several messages in one. A BIND within a BIND stays an {@link OpaqueMessage}. */
public record BindMessage(List<Child> children) implements Message {
    public static final String TYPE = "BIND";

    public BindMessage {
        children = List.copyOf(children);
        Check.range(TYPE, "children", children.size(), 0, Check.U16);
        Check.nameTable(TYPE, children.stream().map(Child::name), 20);
    }

    /** @param name its device name, cut to 20 bytes on the wire, without NUL */
    public record Child(String name, Message message) {
        public Child {
            if (name.indexOf('\0') >= 0) {
                throw new InvalidFieldException(TYPE, "child name", "text with NUL", "text without NUL");
            }
            if (message instanceof BindMessage) {
                throw new InvalidFieldException(TYPE, "child", "BIND", "any other type");
            }
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
