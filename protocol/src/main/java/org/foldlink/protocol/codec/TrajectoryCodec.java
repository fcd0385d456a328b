package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.Rgba;
import org.foldlink.protocol.message.TrajectoryMessage;
import org.foldlink.protocol.message.TrajectoryMessage.Kind;
import org.foldlink.protocol.message.TrajectoryMessage.Trajectory;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * TRAJ, n × 150 bytes.
 *
 * <pre>
 *   0  char[64]  name
 *  64  char[32]  group
 *  96  u8        kind: 1 entry only, 2 target only, 3 both
 *  97  u8        reserved, 0
 *  98  u8[4]     RGBA
 * 102  f32[3]    entry
 * 114  f32[3]    target
 * 126  f32       diameter
 * 130  char[20]  owner
 * </pre>
 */
final class TrajectoryCodec implements BodyCodec<TrajectoryMessage> {
    @Override
    public String type() {
        return TrajectoryMessage.TYPE;
    }

    @Override
    public Class<TrajectoryMessage> messageClass() {
        return TrajectoryMessage.class;
    }

    @Override
    public TrajectoryMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(150);
        List<Trajectory> trajectories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("trajectory", i);
            String name = in.text("name", 64);
            String group = in.text("group", 32);
            Kind kind = Kind.ofCode("trajectory[" + i + "].kind", in.u8("kind"));
            in.skip("reserved", 1);
            Rgba color = in.rgba("color");
            trajectories.add(new Trajectory(
                    name,
                    group,
                    kind,
                    color,
                    in.f32("entry"),
                    in.f32("entry"),
                    in.f32("entry"),
                    in.f32("target"),
                    in.f32("target"),
                    in.f32("target"),
                    in.f32("diameter"),
                    in.text("owner", 20)));
        }
        return new TrajectoryMessage(trajectories);
    }

    @Override
    public void write(TrajectoryMessage message, BodyWriter out) {
        for (Trajectory trajectory : message.trajectories()) {
            out.text(trajectory.name(), 64);
            out.text(trajectory.group(), 32);
            out.u8(trajectory.kind().code());
            out.u8(0);
            out.rgba(trajectory.color());
            out.f32(trajectory.entryX());
            out.f32(trajectory.entryY());
            out.f32(trajectory.entryZ());
            out.f32(trajectory.targetX());
            out.f32(trajectory.targetY());
            out.f32(trajectory.targetZ());
            out.f32(trajectory.diameter());
            out.text(trajectory.owner(), 20);
        }
    }
}
