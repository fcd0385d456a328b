package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.SensorMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * SENSOR, 10 + 8·n bytes.
 *
 * <pre>
 *   0  u8      n
 *   1  u8      status
 *   2  u64     unit
 *  10  f64[n]  values
 * </pre>
 */
final class SensorCodec implements BodyCodec<SensorMessage> {
    @Override
    public String type() {
        return SensorMessage.TYPE;
    }

    @Override
    public Class<SensorMessage> messageClass() {
        return SensorMessage.class;
    }

    @Override
    public SensorMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(10);
        int count = in.u8("length");
        in.expectSize(10 + 8 * count);
        int status = in.u8("status");
        long unit = in.i64("unit");
        List<Double> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(in.f64("value"));
        }
        return new SensorMessage(status, unit, values);
    }

    @Override
    public void write(SensorMessage message, BodyWriter out) {
        out.u8(message.values().size());
        out.u8(message.status());
        out.i64(message.unit());
        message.values().forEach(out::f64);
    }
}
