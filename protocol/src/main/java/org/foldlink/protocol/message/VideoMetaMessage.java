package org.foldlink.protocol.message;

import java.util.List;

/** VIDEOMETA: the video sources that a server has. */
public record VideoMetaMessage(List<VideoMeta> videos) implements Message {
    public static final String TYPE = "VIDEOMETA";

    public VideoMetaMessage {
        videos = List.copyOf(videos);
    }

    /**
     * One source.
     *
     * @param name for people, cut to 64 bytes on the wire, as are the device name and the patient's name and id
     * @param zoomLevel the camera's, −32768..32767
     * @param focalLength millimetres
     * @param size pixels along i, j, k
     * @param matrix as an IMAGE's: columns scaled by the spacing, the last the centre of the frame, millimetres
     */
    public record VideoMeta(
            String name,
            String device,
            String patientName,
            String patientId,
            int zoomLevel,
            double focalLength,
            Ijk size,
            Matrix3x4 matrix,
            ScalarType scalarType) {
        public VideoMeta {
            Check.range(TYPE, "zoom_level", zoomLevel, Short.MIN_VALUE, Short.MAX_VALUE);
            Check.range(TYPE, "size", size, 0);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
