package org.foldlink.protocol.message;

import java.util.List;

/** TDATA: the poses of all tools of one frame of tracking, as matrices (millimetres, in the tracker's frame). */
public record TrackingMessage(List<Tool> tools) implements Message {
    public static final String TYPE = "TDATA";

    public TrackingMessage {
        tools = List.copyOf(tools);
    }

    /** @param name cut to 20 bytes on the wire */
    public record Tool(String name, ToolType toolType, Matrix3x4 matrix) {}

    @Override
    public String type() {
        return TYPE;
    }
}
