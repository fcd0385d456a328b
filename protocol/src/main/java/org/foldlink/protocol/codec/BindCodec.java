package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.BindMessage;
import org.foldlink.protocol.message.BindMessage.Child;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.TypeNames;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * BIND.
 *
 * <pre>
 *   0  u16  children
 *   2  children × { char[12] type, u64 bytes }
 *      u16  bytes of the names
 *      children × { name, NUL }, and a NUL where these are odd together
 *      children × content, and a zero byte after an odd one
 * </pre>
 */
final class BindCodec implements BodyCodec<BindMessage> {
    private static final int NAME = 20;

    private record ChildHeader(String type, long bytes) {}

    @Override
    public String type() {
        return BindMessage.TYPE;
    }

    @Override
    public Class<BindMessage> messageClass() {
        return BindMessage.class;
    }

    @Override
    public BindMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(4);
        int count = in.u16("children");
        in.require("child_headers", 20L * count);
        List<ChildHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("child", i);
            String type = in.text("type", 12);
            TypeNames.check(type);
            headers.add(new ChildHeader(type, in.i64("size")));
        }
        in.at("", -1);
        List<String> names = readNames(in, count);
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("child", i);
            children.add(new Child(names.get(i), readChild(in, headers.get(i))));
        }
        in.at("", -1);
        in.expectEnd();
        return new BindMessage(children);
    }

    private static List<String> readNames(BodyReader in, int count) throws ProtocolException {
        int bytes = in.u16("names_size");
        in.require("names", bytes);
        int start = in.offset();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("child", i);
            names.add(in.terminated("name", NAME));
        }
        in.at("", -1);
        int used = in.offset() - start;
        if (used != bytes && used != bytes - 1) {
            throw in.error("names_size", bytes, used + ", the names' bytes, or one more");
        }
        in.skip("names_padding", bytes - used);
        return names;
    }

    private static Message readChild(BodyReader in, ChildHeader header) throws ProtocolException {
        in.require("content", header.bytes());
        var content = in.view("content", header.bytes());
        if (header.bytes() % 2 != 0 && in.remaining() > 0) {
            in.skip("padding", 1);
        }
        // No BIND within a BIND, so that no message can nest without end.
        return header.type().equals(BindMessage.TYPE)
                ? new OpaqueMessage(header.type(), content)
                : StandardCodecs.read(header.type(), content, in.limits());
    }

    @Override
    public void write(BindMessage message, BodyWriter out) {
        List<BodyWriter> contents = new ArrayList<>();
        BodyWriter names = new BodyWriter();
        out.u16(message.children().size());
        for (Child child : message.children()) {
            BodyWriter content = new BodyWriter();
            StandardCodecs.write(child.message(), content);
            contents.add(content);
            out.text(child.message().type(), 12);
            out.i64(content.size());
            names.terminated(child.name(), NAME);
        }
        names.zeros((int) names.size() % 2);
        out.u16((int) names.size());
        names.finish().forEach(out::payload);
        for (BodyWriter content : contents) {
            long bytes = content.size();
            content.finish().forEach(out::payload);
            out.zeros((int) (bytes % 2));
        }
    }
}
