package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.VideoMetaMessage;
import org.foldlink.protocol.message.VideoMetaMessage.VideoMeta;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * VIDEOMETA, n × 322 bytes.
 *
 * <pre>
 *   0  char[64]  name
 *  64  char[64]  device
 * 128  char[64]  patient name
 * 192  char[64]  patient id
 * 256  i16       zoom level
 * 258  f64       focal length
 * 266  u16[3]    size
 * 272  f32[12]   matrix
 * 320  u8        scalar type
 * 321  u8        reserved, 0
 * </pre>
 */
final class VideoMetaCodec implements BodyCodec<VideoMetaMessage> {
    @Override
    public String type() {
        return VideoMetaMessage.TYPE;
    }

    @Override
    public Class<VideoMetaMessage> messageClass() {
        return VideoMetaMessage.class;
    }

    @Override
    public VideoMetaMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(322);
        List<VideoMeta> videos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("video", i);
            videos.add(new VideoMeta(
                    in.text("name", 64),
                    in.text("device", 64),
                    in.text("patient_name", 64),
                    in.text("patient_id", 64),
                    in.i16("zoom_level"),
                    in.f64("focal_length"),
                    in.ijk("size"),
                    in.matrix("matrix"),
                    ScalarType.ofCode(type(), "video[" + i + "].scalar_type", in.u8("scalar_type"))));
            in.skip("reserved", 1);
        }
        return new VideoMetaMessage(videos);
    }

    @Override
    public void write(VideoMetaMessage message, BodyWriter out) {
        for (VideoMeta video : message.videos()) {
            out.text(video.name(), 64);
            out.text(video.device(), 64);
            out.text(video.patientName(), 64);
            out.text(video.patientId(), 64);
            out.u16(video.zoomLevel());
            out.f64(video.focalLength());
            out.ijk(video.size());
            out.matrix(video.matrix());
            out.u8(video.scalarType().code());
            out.u8(0);
        }
    }
}
