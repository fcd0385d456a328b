package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Severity;
import org.junit.jupiter.api.Test;

class SymptomTextTest {

    private final SymptomText text = new SymptomText(KnowledgeFiles.seed());

    private static Observation leg(BodySide side) {
        return new Observation("leg_weakness", side, Optional.empty(), Optional.empty());
    }

    @Test
    void partsMayBeLeftOutAndStandInAnyOrder() {
        Observation all = new Observation(
                "leg_weakness", BodySide.LEFT, Optional.of(LocalDate.of(2026, 10, 1)), Optional.of(Severity.MODERATE));
        assertThat(text.parse("leg_weakness:left:2026-10-01:moderate")).isEqualTo(all);
        assertThat(text.parse("leg weakness:Moderate: 2026-10-01 :LEFT")).isEqualTo(all);
        assertThat(text.parse("left leg weakness:2026-10-01:moderate")).isEqualTo(all);
        assertThat(text.parse("left leg weakness:left:2026-10-01:moderate")).isEqualTo(all);
        assertThat(text.parse("leg_weakness")).isEqualTo(leg(BodySide.UNKNOWN));
        assertThat(text.parse("leg_weakness:::")).isEqualTo(leg(BodySide.UNKNOWN));
    }

    @Test
    void theSideMayStandInTheSymptomsOwnWords() {
        assertThat(text.parse("right leg weakness")).isEqualTo(leg(BodySide.RIGHT));
        assertThat(text.parse("left-sided leg weakness")).isEqualTo(leg(BodySide.LEFT));
        assertThat(text.parse("leg weakness left side")).isEqualTo(leg(BodySide.LEFT));
        assertThat(text.parse("bilateral leg weakness").side()).isEqualTo(BodySide.BOTH);
    }

    @Test
    void aNameThatHoldsASideKeepsIt() {
        String id = text.find("left-right disorientation");
        assertThat(text.parse("left-right disorientation").symptom()).isEqualTo(id);
        assertThat(text.parse("left-right disorientation").side()).isEqualTo(BodySide.UNKNOWN);
    }

    @Test
    void refusesWhatContradictsItselfOrIsUnknown() {
        refused(
                "left leg weakness:right",
                "symptom \"left leg weakness:right\" says left in its name and right as its side"
                        + " (expected one side; where both are affected, record each)");
        refused(
                "leg_weakness:2026-13-01",
                "onset 2026-13-01 in \"leg_weakness:2026-13-01\" is no day" + " (expected such as 2026-10-01)");
        refused(
                "leg_weakness:terrible",
                "\"terrible\" in \"leg_weakness:terrible\" is unknown (expected a side: left, right, both; a day such"
                        + " as 2026-10-01; or mild, moderate, severe)");
        refused(
                "left purple elbow",
                "symptom \"purple elbow\" is unknown (expected an id, name or synonym; nearest: alexia_without_agraphia"
                        + " (Can write but not read), paraparesis_cerebral (Weakness of both legs),"
                        + " inferior_quadrantanopia (Loss of the lower quarter of the visual field))");
    }

    private void refused(String what, String message) {
        assertThatThrownBy(() -> text.parse(what))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessage(message);
    }
}
