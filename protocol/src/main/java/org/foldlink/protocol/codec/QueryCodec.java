package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.QuaternionTrackingMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Body;
import org.foldlink.protocol.message.QueryMessage.Child;
import org.foldlink.protocol.message.QueryMessage.Children;
import org.foldlink.protocol.message.QueryMessage.Interval;
import org.foldlink.protocol.message.QueryMessage.None;
import org.foldlink.protocol.message.QueryMessage.Raw;
import org.foldlink.protocol.message.QueryMessage.Status;
import org.foldlink.protocol.message.QueryMessage.Tracking;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.QueryMessage.Video;
import org.foldlink.protocol.message.TrackingMessage;
import org.foldlink.protocol.message.VideoMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * GET_, STT_, STP_ and RTS_ of every type. Most have no body; the rest:
 *
 * <pre>
 * RTS_x                   0  u8        status, 0 = OK
 * STT_TDATA, STT_QTDATA   0  i32       resolution in ms
 *                         4  char[32]  coordinate name
 * STT_VIDEO               0  char[4]   codec
 *                         4  u32       interval in ms
 *                         8  u8        unused, 0 (read without it too)
 * STT_POLYDATA            0  u64       interval
 * GET_BIND                0  u16 n; n × char[12] type; u16 bytes of names; n × { name, NUL } (read with a byte of padding too)
 * STT_BIND                0  u64       interval, then as GET_BIND or nothing
 * </pre>
 *
 * <p>A body of any other size is kept byte for byte.
 */
final class QueryCodec {
    private static final int NAME = 20;

    /** Verb and rest of a type name, where it is a query's. */
    static Optional<Verb> verb(String type) {
        for (Verb verb : Verb.values()) {
            if (type.startsWith(verb.prefix()) && type.length() > verb.prefix().length()) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    QueryMessage read(Verb verb, String type, BodyReader in) throws ProtocolException {
        String about =
                QueryMessage.of(verb, type.substring(verb.prefix().length())).about();
        return new QueryMessage(verb, about, readBody(verb, about, in));
    }

    private static Body readBody(Verb verb, String about, BodyReader in) throws ProtocolException {
        int size = in.size();
        if (size == 0) {
            return new None();
        }
        if (verb == Verb.RTS && size == 1) {
            return new Status(in.u8("status"));
        }
        if (about.equals(BindMessage.TYPE) && (verb == Verb.GET || verb == Verb.STT)) {
            return readChildren(verb, in);
        }
        if (verb == Verb.STT && size == 36 && isTracking(about)) {
            return new Tracking(in.i32("resolution"), in.text("coordinate_name", 32));
        }
        if (verb == Verb.STT && about.equals(VideoMessage.TYPE) && (size == 8 || size == 9)) {
            return new Video(in.text("codec", 4), in.u32("time_interval"));
        }
        if (verb == Verb.STT && about.equals(PolyDataMessage.TYPE) && size == 8) {
            return new Interval(in.i64("interval"));
        }
        return new Raw(in.rest());
    }

    private static boolean isTracking(String about) {
        return about.equals(TrackingMessage.TYPE) || about.equals(QuaternionTrackingMessage.TYPE);
    }

    private static Children readChildren(Verb verb, BodyReader in) throws ProtocolException {
        long resolution = verb == Verb.STT ? in.i64("interval") : 0;
        List<Child> children = new ArrayList<>();
        if (in.remaining() == 0) {
            return new Children(resolution, children);
        }
        int count = in.u16("children");
        in.require("types", 12L * count);
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(in.text("type", 12));
        }
        int names = in.u16("names_size");
        if (names != in.remaining()) {
            throw in.error("names_size", names, in.remaining() + ", the bytes that follow");
        }
        for (int i = 0; i < count; i++) {
            in.at("child", i);
            children.add(new Child(types.get(i), in.terminated("name", NAME)));
        }
        in.at("", -1);
        if (in.remaining() > 1) {
            throw in.error("names_size", names, (names - in.remaining()) + ", the names' bytes, or one more");
        }
        return new Children(resolution, children);
    }

    void write(QueryMessage query, BodyWriter out) {
        Body body = query.body();
        if (body instanceof Status status) {
            out.u8(status.code());
        } else if (body instanceof Tracking tracking) {
            out.u32(tracking.resolutionMillis());
            out.text(tracking.coordinateName(), 32);
        } else if (body instanceof Video video) {
            out.text(video.codec(), 4);
            out.u32(video.intervalMillis());
            out.u8(0);
        } else if (body instanceof Interval interval) {
            out.i64(interval.fixed());
        } else if (body instanceof Children children) {
            writeChildren(query.verb(), children, out);
        } else if (body instanceof Raw raw) {
            out.payload(raw.content());
        }
    }

    private static void writeChildren(Verb verb, Children children, BodyWriter out) {
        if (verb == Verb.STT) {
            out.i64(children.resolution());
        }
        if (children.children().isEmpty()) {
            return;
        }
        out.u16(children.children().size());
        children.children().forEach(child -> out.text(child.type(), 12));
        BodyWriter names = new BodyWriter();
        children.children().forEach(child -> names.terminated(child.name(), NAME));
        out.u16((int) names.size());
        names.finish().forEach(out::payload);
    }
}
