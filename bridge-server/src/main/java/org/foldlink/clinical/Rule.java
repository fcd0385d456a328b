package org.foldlink.clinical;

/**
 * A way in which a symptom points to a region. Its key is symptom, region and laterality together.
 *
 * @param symptom its id
 * @param region its id
 * @param weight above 0, up to 1: an ordinal judgement, no probability
 * @param reference id of the reference that teaches it
 * @param why in a few words
 */
public record Rule(String symptom, String region, Laterality laterality, double weight, String reference, String why) {

    /** On which side the region lies. */
    public enum Laterality {
        CONTRALATERAL("contralateral"),
        IPSILATERAL("ipsilateral"),
        DOMINANT("dominant"),
        NON_DOMINANT("non-dominant"),
        /** The symptom does not tell the side, or the region is in the midline, or both sides are needed. */
        EITHER("either");

        private final String word;

        Laterality(String word) {
            this.word = word;
        }

        /** As files have it. */
        public String word() {
            return word;
        }
    }
}
