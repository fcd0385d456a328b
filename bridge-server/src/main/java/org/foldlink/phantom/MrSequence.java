package org.foldlink.phantom;

/** The channels of an MR phantom, in BraTS' names. */
public enum MrSequence {
    FLAIR("FLAIR"),
    T1("T1"),
    /** T1 after contrast agent. */
    T1CE("T1ce"),
    T2("T2");

    private final String term;

    MrSequence(String term) {
        this.term = term;
    }

    /** As {@code dataset.json} names the channel. */
    public String term() {
        return term;
    }
}
