package org.foldlink.inference;

/** What one channel's values should look like. */
public enum ChannelValues {
    ANY,
    HOUNSFIELD,
    /** 0 to 255. */
    COLOUR
}
