package org.foldlink.atlas;

import java.util.Set;

/** The regions that lie across the midline as one: their side is MIDLINE, even where an atlas cuts them into halves. All others are paired. */
final class Midline {

    /**
     * Paired nuclei and tracts keep their sides however near the midline they lie, and so do the halves of the brainstem and of the
     * cerebellum: signs tell them apart.
     */
    private static final Set<String> REGIONS = Set.of(
            "corpus_callosum",
            "corpus_callosum_genu",
            "corpus_callosum_body",
            "corpus_callosum_splenium",
            "pineal_region",
            "pituitary_region",
            "optic_chiasm",
            "midbrain_tectum",
            "cerebellar_vermis",
            "third_ventricle",
            "cerebral_aqueduct",
            "fourth_ventricle",
            "foramen_magnum");

    private Midline() {}

    static boolean holds(String region) {
        return REGIONS.contains(region);
    }

    static Set<String> regions() {
        return REGIONS;
    }
}
