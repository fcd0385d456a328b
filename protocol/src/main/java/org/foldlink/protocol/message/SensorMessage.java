package org.foldlink.protocol.message;

import java.util.List;

/**
 * SENSOR: up to 255 readings of one unit.
 *
 * @param status reserved by the specification, 0..255
 * @param unit the 64-bit unit field: from the top a 4-bit prefix, then six pairs of a 6-bit SI unit and a 4-bit exponent
 */
public record SensorMessage(int status, long unit, List<Double> values) implements Message {
    public static final String TYPE = "SENSOR";

    public SensorMessage {
        Check.range(TYPE, "status", status, 0, Check.U8);
        Check.range(TYPE, "length", values.size(), 0, Check.U8);
        values = List.copyOf(values);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
