package org.foldlink.phantom;

/** The channels of an MR phantom, in BraTS' names. */
public enum MrSequence {
    FLAIR(0, "FLAIR"),
    T1(1, "T1"),
    /** T1 after contrast agent. */
    T1CE(2, "T1ce"),
    T2(3, "T2");

    private final int channel;
    private final String term;

    MrSequence(int channel, String term) {
        this.channel = channel;
        this.term = term;
    }

    /** Number of its channel. */
    public int channel() {
        return channel;
    }

    /** As {@code dataset.json} names the channel. */
    public String term() {
        return term;
    }
}
