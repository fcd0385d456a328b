package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.LabelMetaMessage;
import org.foldlink.protocol.message.LabelMetaMessage.LabelMeta;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * LBMETA, n × 116 bytes.
 *
 * <pre>
 *   0  char[64]  name
 *  64  char[20]  device
 *  84  u8        label
 *  85  u8        reserved, 0
 *  86  u8[4]     RGBA
 *  90  u16[3]    size
 *  96  char[20]  owner
 * </pre>
 */
final class LabelMetaCodec implements BodyCodec<LabelMetaMessage> {
    @Override
    public String type() {
        return LabelMetaMessage.TYPE;
    }

    @Override
    public Class<LabelMetaMessage> messageClass() {
        return LabelMetaMessage.class;
    }

    @Override
    public LabelMetaMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(116);
        List<LabelMeta> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("label", i);
            String name = in.text("name", 64);
            String device = in.text("device", 20);
            int label = in.u8("label");
            in.skip("reserved", 1);
            labels.add(new LabelMeta(name, device, label, in.rgba("color"), in.ijk("size"), in.text("owner", 20)));
        }
        return new LabelMetaMessage(labels);
    }

    @Override
    public void write(LabelMetaMessage message, BodyWriter out) {
        for (LabelMeta label : message.labels()) {
            out.text(label.name(), 64);
            out.text(label.device(), 20);
            out.u8(label.label());
            out.u8(0);
            out.rgba(label.color());
            out.ijk(label.size());
            out.text(label.owner(), 20);
        }
    }
}
