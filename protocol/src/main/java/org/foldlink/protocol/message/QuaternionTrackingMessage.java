package org.foldlink.protocol.message;

import java.util.List;

/** QTDATA: the poses of all tools of one frame of tracking, as positions (millimetres) and quaternions (x, y, z, w). */
public record QuaternionTrackingMessage(List<Tool> tools) implements Message {
    public static final String TYPE = "QTDATA";

    public QuaternionTrackingMessage {
        tools = List.copyOf(tools);
    }

    /** @param name cut to 20 bytes on the wire */
    public record Tool(
            String name, ToolType toolType, float x, float y, float z, float qx, float qy, float qz, float qw) {}

    @Override
    public String type() {
        return TYPE;
    }
}
