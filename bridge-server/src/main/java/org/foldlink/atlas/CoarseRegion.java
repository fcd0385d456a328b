package org.foldlink.atlas;

/** The regions of the coarse atlas, each with its id in {@code regions.csv}. */
enum CoarseRegion {
    FRONTAL(1, "frontal_lobe"),
    PARIETAL(2, "parietal_lobe"),
    TEMPORAL(3, "temporal_lobe"),
    MESIAL_TEMPORAL(4, "mesial_temporal"),
    OCCIPITAL(5, "occipital_lobe"),
    INSULA(6, "insula"),
    LIMBIC(7, "limbic_lobe"),
    BASAL_GANGLIA(8, "basal_ganglia"),
    THALAMUS(9, "thalamus"),
    CALLOSUM(10, "corpus_callosum"),
    LATERAL_VENTRICLE(11, "lateral_ventricle"),
    THIRD_VENTRICLE(12, "third_ventricle"),
    FOURTH_VENTRICLE(13, "fourth_ventricle"),
    MIDBRAIN(14, "midbrain"),
    PONS(15, "pons"),
    MEDULLA(16, "medulla"),
    CEREBELLUM(17, "cerebellum"),
    PITUITARY(18, "pituitary_region");

    private final int number;
    private final String id;

    CoarseRegion(int number, String id) {
        this.number = number;
        this.id = id;
    }

    String id() {
        return id;
    }

    /** The atlas's code for it on the left ({@code false}) or right. */
    int code(boolean right) {
        return 2 * number - (right ? 0 : 1);
    }
}
