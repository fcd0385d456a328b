package org.foldlink.clinical;

/**
 * The cross-check's weights and thresholds: our own ordinal judgement, not calibrated on cases. docs/cross-check.md says what each does.
 *
 * @param imageWeight what the image's score counts where symptoms vote too; the symptoms' counts the rest
 * @param nearWeight the image's score of an eloquent region that the tumour touches
 * @param nearMm by which distance from the tumour that score falls to 37 %
 * @param mostVote what a vote counts at most: no symptom alone is certain
 * @param localising from which score on symptoms point anywhere at all
 * @param agrees share of the symptoms' best score from which on a place is one they point to
 * @param partly share of the symptoms' best score from which on they point there in part
 * @param oneSide share of the symptoms' best score that the other side must stay under for them to tell the side
 * @param main share of the image's leading place from which on another place leads beside it
 * @param hemisphere share from which on one side has a place, as {@code TumourSite} has it
 * @param likely the image's score from which on a finer region may be called the most likely: symptoms alone do not make it so
 * @param componentShare share of the whole tumour from which on a component counts
 * @param componentMl volume from which on a component counts, ml
 * @param voice weight from which on a sided vote makes a symptom point to that side
 * @param leading share of the best score from which on a candidate counts for advice about regions
 * @param least score under which a candidate is not listed
 * @param most candidates listed
 */
record CheckSettings(
        double imageWeight,
        double nearWeight,
        double nearMm,
        double mostVote,
        double localising,
        double agrees,
        double partly,
        double oneSide,
        double main,
        double hemisphere,
        double likely,
        double componentShare,
        double componentMl,
        double voice,
        double leading,
        double least,
        int most) {

    static CheckSettings standard() {
        return new CheckSettings(0.6, 0.25, 10, 0.99, 0.4, 0.75, 0.4, 0.9, 0.5, 0.6, 0.1, 0.1, 1, 0.4, 0.6, 0.05, 20);
    }

    double symptomWeight() {
        return 1 - imageWeight;
    }
}
