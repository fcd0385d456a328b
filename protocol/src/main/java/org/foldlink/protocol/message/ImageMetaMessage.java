package org.foldlink.protocol.message;

import java.util.List;

/** IMGMETA: the images that a server holds. */
public record ImageMetaMessage(List<ImageMeta> images) implements Message {
    public static final String TYPE = "IMGMETA";

    public ImageMetaMessage {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param name for people, cut to 64 bytes on the wire
     * @param device device name to ask for the IMAGE, cut to 20 bytes
     * @param modality such as {@code CT}, cut to 32 bytes
     * @param patientName cut to 64 bytes
     * @param patientId cut to 64 bytes
     * @param scanTime time of the scan
     * @param size voxels along i, j, k
     */
    public record ImageMeta(
            String name,
            String device,
            String modality,
            String patientName,
            String patientId,
            Timestamp scanTime,
            Ijk size,
            ScalarType scalarType) {
        public ImageMeta {
            Check.range(TYPE, "size", size, 0);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
