package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A label's codes in full: what the model states, what its name means, and what neither says. */
class CodingTest {

    private static final Term.Code ANATOMY = new Term.Code("91723000", "Anatomical Structure");
    private static final Term.Code ABNORMAL = new Term.Code("49755003", "Morphologically Abnormal Structure");
    private static final Term.Code KIDNEY = new Term.Code("64033007", "Kidney");
    private static final Term.Code LEFT = new Term.Code("7771000", "Left");
    private static final Term.Code RIGHT = new Term.Code("24028007", "Right");
    private static final Optional<Term.Code> NONE = Optional.empty();

    private static Optional<Coding> coding(String name, String dataset, String code, String side) {
        return Terminology.coding(
                name,
                dataset,
                Optional.of(code).filter(c -> !c.isEmpty()),
                Optional.of(side).filter(c -> !c.isEmpty()));
    }

    @Test
    void aCodeOfTheTableSaysItsCategoryAndMeaningWhateverTheLabelIsCalled() {
        assertThat(coding("niere", "", "64033007", "7771000"))
                .contains(new Coding(ANATOMY, KIDNEY, Optional.of(LEFT), NONE));
        assertThat(coding("necrosis", "Dataset001_BraTS", "108369006", ""))
                .as("the model's own code counts before the name")
                .contains(new Coding(ABNORMAL, new Term.Code("108369006", "Neoplasm"), NONE, NONE));
    }

    @Test
    void theNameAddsSideAndRegionToItsOwnCode() {
        assertThat(coding("kidney_right", "", "64033007", ""))
                .contains(new Coding(ANATOMY, KIDNEY, Optional.of(RIGHT), NONE));
        assertThat(coding("cancer", "Dataset007_Pancreas", "108369006", ""))
                .contains(new Coding(
                        ABNORMAL,
                        new Term.Code("108369006", "Neoplasm"),
                        NONE,
                        Optional.of(new Term.Code("15776009", "Pancreas"))));
        assertThat(coding("kidney_right", "", "64033007", "7771000").flatMap(Coding::modifier))
                .as("a side that the model states counts before the name's")
                .contains(LEFT);
    }

    @Test
    void aCodeThatTheTableLacksTakesItsCategoryFromTheName() {
        assertThat(coding("kidney_left", "", "18639004", ""))
                .contains(new Coding(ANATOMY, new Term.Code("18639004", "kidney left"), NONE, NONE));
        assertThat(coding("body", "", "38266002", "")).isEmpty();
    }

    @Test
    void aLabelWithoutACodeHasThoseOfItsNameIfThatIsKnown() {
        assertThat(coding("Left Kidney", "", "", "")).contains(new Coding(ANATOMY, KIDNEY, Optional.of(LEFT), NONE));
        assertThat(coding("blob", "", "", "")).isEmpty();
        assertThat(coding("blob", "", "85756007", "").map(Coding::type)).contains(new Term.Code("85756007", "Tissue"));
    }

    @Test
    void aSideThatIsNoneIsLeftOut() {
        assertThat(coding("niere", "", "64033007", "51440002").orElseThrow().modifier())
                .isEmpty();
    }
}
