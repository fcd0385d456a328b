package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.ImageMetaMessage;
import org.foldlink.protocol.message.ImageMetaMessage.ImageMeta;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * IMGMETA, n × 260 bytes.
 *
 * <pre>
 *   0  char[64]  name
 *  64  char[20]  device
 *  84  char[32]  modality
 * 116  char[64]  patient name
 * 180  char[64]  patient id
 * 244  u64       time of the scan
 * 252  u16[3]    size
 * 258  u8        scalar type
 * 259  u8        reserved, 0
 * </pre>
 */
final class ImageMetaCodec implements BodyCodec<ImageMetaMessage> {
    @Override
    public String type() {
        return ImageMetaMessage.TYPE;
    }

    @Override
    public Class<ImageMetaMessage> messageClass() {
        return ImageMetaMessage.class;
    }

    @Override
    public ImageMetaMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(260);
        List<ImageMeta> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("image", i);
            images.add(new ImageMeta(
                    in.text("name", 64),
                    in.text("device", 20),
                    in.text("modality", 32),
                    in.text("patient_name", 64),
                    in.text("patient_id", 64),
                    new Timestamp(in.i64("scan_time")),
                    in.ijk("size"),
                    ScalarType.ofCode(type(), "image[" + i + "].scalar_type", in.u8("scalar_type"))));
            in.skip("reserved", 1);
        }
        return new ImageMetaMessage(images);
    }

    @Override
    public void write(ImageMetaMessage message, BodyWriter out) {
        for (ImageMeta image : message.images()) {
            out.text(image.name(), 64);
            out.text(image.device(), 20);
            out.text(image.modality(), 32);
            out.text(image.patientName(), 64);
            out.text(image.patientId(), 64);
            out.i64(image.scanTime().fixed());
            out.ijk(image.size());
            out.u8(image.scalarType().code());
            out.u8(0);
        }
    }
}
