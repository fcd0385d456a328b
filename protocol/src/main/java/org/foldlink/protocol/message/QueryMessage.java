package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A query or its answer: {@code GET_x} asks for one message of type x, {@code STT_x} and {@code STP_x} start and stop a stream,
 * {@code RTS_x} answers. The header's device name says whose. ({@code RTS_COMMAND} is a {@link CommandReplyMessage}.)
 *
 * @param about the whole name of the type asked for, such as {@code TRANSFORM}, even where the wire has it cut
 */
public record QueryMessage(Verb verb, String about, Body body) implements Message {
    public QueryMessage {
        about = TypeNames.whole(about);
        String type = TypeNames.query(verb, about);
        TypeNames.check(type);
        if (type.equals(CommandReplyMessage.TYPE)) {
            throw new InvalidFieldException(
                    "query", "about", about, "any type but COMMAND, whose answer is a CommandReplyMessage");
        }
    }

    /** The prefix of a query's type name. */
    public enum Verb {
        GET,
        STT,
        STP,
        RTS;

        private final String prefix = name() + "_";

        public String prefix() {
            return prefix;
        }
    }

    /** What a query carries. */
    public sealed interface Body permits None, Status, Tracking, Video, Interval, Children, Raw {}

    /** No body. */
    public record None() implements Body {}

    /** One byte, of most RTS_: 0 = OK. */
    public record Status(int code) implements Body {
        public Status {
            Check.range("query", "status", code, 0, Check.U8);
        }
    }

    /**
     * Of STT_TDATA and STT_QTDATA.
     *
     * @param resolutionMillis least time between two messages in milliseconds, 0 for as fast as may be
     * @param coordinateName frame asked for, cut to 32 bytes on the wire, may be empty
     */
    public record Tracking(int resolutionMillis, String coordinateName) implements Body {}

    /**
     * Of STT_VIDEO.
     *
     * @param codec FourCC, such as {@code VP90}
     * @param intervalMillis least time between two frames in milliseconds, 0..2³²−1
     */
    public record Video(String codec, long intervalMillis) implements Body {
        public Video {
            Check.range("STT_VIDEO", "time_interval", intervalMillis, 0, Check.U32);
        }
    }

    /** Of STT_POLYDATA: least time between two messages, as the header's 32.32 time. */
    public record Interval(long fixed) implements Body {}

    /**
     * Of GET_BIND and STT_BIND: the children asked for.
     *
     * @param resolution of STT_BIND alone: least time between two messages, as the header's 32.32 time; 0 for GET_BIND
     * @param children empty for all
     */
    public record Children(long resolution, List<Child> children) implements Body {
        public Children {
            children = List.copyOf(children);
            Check.range("query", "children", children.size(), 0, Check.U16);
            Check.nameTable("query", children.stream().map(Child::name), 20);
        }
    }

    /** A child asked for: type and device name. */
    public record Child(String type, String name) {
        public Child {
            TypeNames.check(type);
        }
    }

    /**
     * A body of no known layout, byte for byte.
     *
     * @param content not copied. The accessor gives a read-only view
     */
    public record Raw(ByteBuffer content) implements Body {
        public Raw {
            content = Payload.view(content, ByteOrder.BIG_ENDIAN);
        }

        @Override
        public ByteBuffer content() {
            return Payload.view(content, ByteOrder.BIG_ENDIAN);
        }
    }

    /** Without a body. */
    public static QueryMessage of(Verb verb, String about) {
        return new QueryMessage(verb, about, new None());
    }

    /** An answer: 0 = OK. */
    public static QueryMessage answer(String about, int status) {
        return new QueryMessage(Verb.RTS, about, new Status(status));
    }

    @Override
    public String type() {
        return TypeNames.query(verb, about);
    }
}
