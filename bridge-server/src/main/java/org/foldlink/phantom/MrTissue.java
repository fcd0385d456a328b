package org.foldlink.phantom;

/** What a head is made of, and its mean signal in each {@link MrSequence}, white matter in T1 = 100. */
enum MrTissue {
    CSF(24, 32, 33, 215),
    GREY(92, 74, 77, 122),
    WHITE(76, 102, 104, 84),
    DEEP_GREY(84, 86, 90, 102),
    /** Patchy bright white matter about the ventricles, which is no tumour. */
    GLIOSIS(118, 88, 90, 128),
    VESSEL(70, 70, 178, 45),
    OEDEMA(158, 72, 74, 172),
    ENHANCING(128, 78, 172, 138),
    NECROSIS(84, 50, 54, 192),
    /** The core of a glioma that takes up no contrast agent. */
    NON_ENHANCING(136, 60, 62, 176);

    private final double[] signal;

    MrTissue(double... signal) {
        this.signal = signal;
    }

    double signal(MrSequence sequence) {
        return signal[sequence.ordinal()];
    }
}
