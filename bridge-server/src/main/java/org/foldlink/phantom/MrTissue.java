package org.foldlink.phantom;

/** What a head is made of, and its mean signal in each {@link MrSequence}, white matter in T1 = 100. */
enum MrTissue {
    CSF(0, 24, 32, 33, 215),
    GREY(1, 92, 74, 77, 122),
    WHITE(2, 76, 102, 104, 84),
    DEEP_GREY(3, 84, 86, 90, 102),
    /** Patchy bright white matter about the ventricles, which is no tumour. */
    GLIOSIS(4, 118, 88, 90, 128),
    VESSEL(5, 70, 70, 178, 45),
    OEDEMA(6, 158, 72, 74, 172),
    ENHANCING(7, 128, 78, 172, 138),
    NECROSIS(8, 84, 50, 54, 192),
    /** The core of a glioma that takes up no contrast agent. */
    NON_ENHANCING(9, 136, 60, 62, 176);

    private final int index;
    private final double flair;
    private final double t1;
    private final double t1ce;
    private final double t2;

    MrTissue(int index, double flair, double t1, double t1ce, double t2) {
        this.index = index;
        this.flair = flair;
        this.t1 = t1;
        this.t1ce = t1ce;
        this.t2 = t2;
    }

    /** Place of its share in a mixture. */
    int index() {
        return index;
    }

    double signal(MrSequence sequence) {
        return switch (sequence) {
            case FLAIR -> flair;
            case T1 -> t1;
            case T1CE -> t1ce;
            case T2 -> t2;
        };
    }
}
