package org.foldlink.protocol.message;

import java.util.List;

/** LBMETA: the labels of the labelmaps that a server holds; several may be of one IMAGE. */
public record LabelMetaMessage(List<LabelMeta> labels) implements Message {
    public static final String TYPE = "LBMETA";

    public LabelMetaMessage {
        labels = List.copyOf(labels);
    }

    /**
     * One label.
     *
     * @param name for people, cut to 64 bytes on the wire
     * @param device device name to ask for the IMAGE, cut to 20 bytes
     * @param label its value in that image, 0..255
     * @param size voxels of that image along i, j, k
     * @param owner device name of the image that was labelled, cut to 20 bytes, may be empty
     */
    public record LabelMeta(String name, String device, int label, Rgba color, Ijk size, String owner) {
        public LabelMeta {
            Check.range(TYPE, "label", label, 0, Check.U8);
            Check.range(TYPE, "size", size, 0);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
