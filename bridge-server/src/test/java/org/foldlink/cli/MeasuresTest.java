package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.session.Findings;
import org.foldlink.session.Structure;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    private static ModelDescriptor model(List<Channel> channels, Label... labels) {
        return new ModelDescriptor(
                "m",
                Path.of("m"),
                "",
                "1",
                Task.SEGMENTATION,
                channels,
                List.of(labels),
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                "",
                Map.of(),
                "");
    }

    private static Label label(int value, String name) {
        return new Label(value, name, 1, 2, 3, Optional.empty());
    }

    private static PhantomCase phantomWithLesions() {
        for (long seed = 1; ; seed++) {
            PhantomCase made = AbdomenPhantom.generate(new PhantomSpec(seed, 4, 5, 150_000));
            for (long v = 0; v < made.labels().grid().count(); v++) {
                if (made.labels().voxels().get(v) == 7) {
                    return made;
                }
            }
        }
    }

    @Test
    void aModelsStructuresHaveShapesAndValuesAndItsLesionsDistances() {
        PhantomCase made = phantomWithLesions();
        ModelDescriptor ct =
                model(List.of(new Channel("CT", "CT")), label(1, "liver"), label(7, "lesion"), label(99, "thyroid"));
        Findings found = new Measures().measure(made.labels(), ct, List.of(made.image()), Map.of(1, 0.9));
        assertThat(found.structures()).extracting(s -> s.label().name()).containsExactly("liver", "lesion");
        Structure liver = found.structures().get(0);
        assertThat(liver.foldAgreement()).hasValue(0.9);
        assertThat(liver.shape().orElseThrow().feretMm())
                .isGreaterThan(liver.diametersMm().get(0) - 1e-9);
        assertThat(liver.intensities()).hasSize(1);
        assertThat(liver.intensities().get(0).channel()).isEqualTo("CT");
        assertThat(liver.intensities().get(0).unit()).contains("HU");
        Findings.Lesions lesions = found.lesions().orElseThrow();
        assertThat(lesions.minMl()).isEqualTo(0.1);
        assertThat(lesions.list()).isNotEmpty().allSatisfy(lesion -> {
            assertThat(lesion.measured().label().name()).isEqualTo("lesion");
            assertThat(lesion.measured().ml()).isGreaterThanOrEqualTo(0.1 - 1e-9);
            assertThat(lesion.distances()).containsOnlyKeys("liver");
            assertThat(lesion.longest().length())
                    .isCloseTo(lesion.measured().diametersMm().get(0), within(1e-9));
        });
    }

    @Test
    void mrHasNoUnitAndAModelWithoutLesionsNone() {
        PhantomCase made = phantomWithLesions();
        ModelDescriptor mr = model(List.of(new Channel("T1", "MR")), label(1, "liver"), label(4, "spleen"));
        Findings found = new Measures().measure(made.labels(), mr, List.of(made.image()), Map.of());
        assertThat(found.lesions()).isEmpty();
        assertThat(found.structures())
                .hasSize(2)
                .allSatisfy(s -> assertThat(s.intensities().get(0).unit()).isEmpty());
    }

    @Test
    void namesSayWhatIsALesion() {
        assertThat(Measures.lesions(List.of(
                        label(1, "liver"),
                        label(2, "liver_tumor"),
                        label(3, "kidney_cyst"),
                        label(4, "edema"),
                        label(5, "cancer"),
                        label(6, "anterior"),
                        label(7, "enhancing"),
                        label(8, "unheard_of"))))
                .containsExactlyInAnyOrder(2, 3, 4, 5, 7);
    }
}
