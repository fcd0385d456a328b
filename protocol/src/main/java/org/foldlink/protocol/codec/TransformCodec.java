package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * TRANSFORM, 48 bytes.
 *
 * <pre>
 *   0  f32[12]  matrix, 3×4 column-major
 * </pre>
 */
final class TransformCodec implements BodyCodec<TransformMessage> {
    @Override
    public String type() {
        return TransformMessage.TYPE;
    }

    @Override
    public Class<TransformMessage> messageClass() {
        return TransformMessage.class;
    }

    @Override
    public TransformMessage read(BodyReader in) throws ProtocolException {
        in.expectSize(48);
        return new TransformMessage(in.matrix("matrix"));
    }

    @Override
    public void write(TransformMessage message, BodyWriter out) {
        out.matrix(message.matrix());
    }
}
