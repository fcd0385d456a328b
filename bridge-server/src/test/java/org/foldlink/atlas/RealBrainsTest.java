package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.atlas.Registered.Method;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.parity.PeerPython;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

/** Real brains against the Talairach template, where the shared data is; {@link AtlasRegistrationTest} needs none. */
class RealBrainsTest {

    /** Greatest distance at the lobes that a known map may be missed by. */
    private static final double MM = 3;

    /** Between the sequences of one patient: the template is T1-like, and each sequence draws the border of the brain elsewhere. */
    private static final double SEQUENCES_MM = 3;

    private static final Vec3 CENTRE = new Vec3(0, -21, 11);
    private static final Vec3 NONE = Vec3.ZERO;

    /** Between the frontal horns of brain1, halfway from their tips to the foramina of Monro: read off the image by eye, RAS mm. */
    private static final Vec3 HORNS = new Vec3(-2, 27, 13);

    private final Optional<Path> data = PeerPython.sharedData();

    private Volume read(String file) throws IOException {
        return VolumeFiles.read(data.orElseThrow().resolve(file)).volume();
    }

    private BrainAtlas atlas() throws IOException {
        return AtlasRegistrationTest.atlas(read("atlas/talairach/sample_image.nii.gz"));
    }

    private static Registered register(Volume image, BrainAtlas atlas) {
        return AtlasRegistration.register(image, Optional.empty(), atlas);
    }

    private static List<Affine> maps() {
        return List.of(
                Warp.map(CENTRE, new Vec3(30, 0, 0), new Vec3(1, 1, 1), NONE, new Vec3(40, 0, 0)),
                Warp.map(CENTRE, new Vec3(-15, 20, -20), new Vec3(1.15, 1, 0.9), NONE, new Vec3(-40, 30, 20)),
                Warp.map(CENTRE, new Vec3(5, 5, 25), new Vec3(0.85, 0.85, 0.85), new Vec3(0.05, -0.05, 0.05), NONE));
    }

    @Test
    void theTalairachBrainIsFoundAgainWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        for (Affine right : maps()) {
            Grid grid = Warp.grid(
                    100,
                    125,
                    40,
                    new Vec3(-2, -2, 5),
                    new Vec3(10, 5, -5),
                    right.inverse().apply(CENTRE));
            Registered found = register(Warp.resample(atlas.template(), grid, right), atlas);
            assertThat(found.trusted()).isTrue();
            assertThat(Warp.error(found.imageToAtlas(), right, Warp.LOBES)[1]).isLessThan(MM);
        }
    }

    @Test
    void sri24IsFoundAgainWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        Volume brain = read("atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz");
        for (Affine map : maps()) {
            // From the image to the atlas; the brain lies between them.
            Affine toBrain = KnownSpace.SRI24_TO_TALAIRACH.inverse().after(map);
            Grid grid = Warp.grid(
                    110,
                    125,
                    105,
                    new Vec3(2, -2, 2),
                    new Vec3(-5, 8, 5),
                    map.inverse().apply(CENTRE));
            Registered found = register(Warp.resample(brain, grid, toBrain), atlas);
            assertThat(found.trusted()).isTrue();
            assertThat(Warp.error(found.imageToAtlas(), map, Warp.LOBES)[1]).isLessThan(MM);
        }
    }

    @Test
    void theConstantOfSri24IsMadeAgainWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        Volume brain = read("atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz");
        // On a grid that nothing knows: one voxel less, so that the search starts from nothing.
        Grid g = brain.grid();
        Grid unknown = new Grid(g.sizeI() - 1, g.sizeJ(), g.sizeK(), g.indexToRas());
        Registered found = register(Warp.resample(brain, unknown, Affine.IDENTITY), atlas());
        assertThat(found.method()).isEqualTo(Method.REGISTERED);
        double[] mm = Warp.error(found.imageToAtlas(), KnownSpace.SRI24_TO_TALAIRACH, Warp.LOBES);
        assertThat(mm[1]).isLessThan(1);
        Registered known = register(brain, atlas());
        assertThat(known.method()).isEqualTo(Method.SRI24_GRID);
        assertThat(known.quality()).isGreaterThan(0.7);
        assertThat(Warp.error(known.imageToAtlas(), KnownSpace.SRI24_TO_TALAIRACH, Warp.LOBES)[1])
                .isLessThan(1);
    }

    @Test
    void theSequencesOfAGliomaAgreeWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        List<Affine> found = new ArrayList<>();
        for (String sequence : List.of("t1", "t1c", "t2", "fla")) {
            Volume image = read("glioma-mr/TCGA-DU-7294/" + sequence + ".nii.gz");
            Registered known = register(image, atlas);
            assertThat(known.reason()).isEmpty();
            assertThat(known.method()).isEqualTo(Method.SRI24_GRID);
            assertThat(known.quality()).isGreaterThan(0.5);
            found.add(known.imageToAtlas());
            // Without its place, and its grid's axes turned round: the same by likeness alone.
            Grid strange = Warp.grid(125, 125, 85, new Vec3(-2, 2, -2), NONE, new Vec3(7, 300, -500));
            Vec3 from = image.grid().centre();
            Vec3 to = strange.centre();
            Affine shift = new Affine(Affine.IDENTITY.i(), Affine.IDENTITY.j(), Affine.IDENTITY.k(), from.minus(to));
            Registered alone = register(Warp.resample(image, strange, shift), atlas);
            assertThat(alone.method()).isEqualTo(Method.REGISTERED);
            assertThat(alone.trusted()).isTrue();
            Affine right = known.imageToAtlas().after(shift);
            assertThat(Warp.error(alone.imageToAtlas(), right, Warp.LOBES)[1]).isLessThan(MM);
        }
        for (Affine a : found) {
            for (Affine b : found) {
                assertThat(Warp.error(a, b, Warp.LOBES)[1]).isLessThan(SEQUENCES_MM);
            }
        }
    }

    @Test
    void aTumourMaskChangesLittleWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        Volume image = read("glioma-mr/TCGA-DU-7294/fla.nii.gz");
        Volume tumour = read("glioma-mr/TCGA-DU-7294/fusion/mav.nii.gz");
        Registered without = AtlasRegistration.register(image, Optional.of(tumour), atlas);
        assertThat(without.trusted()).isTrue();
        Affine with = register(image, atlas).imageToAtlas();
        assertThat(Warp.error(without.imageToAtlas(), with, Warp.LOBES)[1]).isLessThan(MM);
    }

    @Test
    void aHeadWithItsSkullInThickSlicesWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        Volume head = read("tumour-mr-nrrd/brain1_image.nrrd");
        Registered found = register(head, atlas());
        assertThat(found.reason()).isEmpty();
        assertThat(found.quality()).isGreaterThan(0.25);
        Vec3 horns = found.imageToAtlas().inverse().apply(new Vec3(0, 12, 10));
        assertThat(horns.minus(HORNS).norm()).isLessThan(6);
    }

    @Test
    void aBrainThatLiesTheWrongWayRoundIsRefusedWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        for (String file :
                List.of("atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz", "glioma-mr/TCGA-DU-7294/t2.nii.gz")) {
            Volume brain = read(file);
            Affine m = brain.grid().indexToRas();
            // As files whose axes are named wrongly: front for back and left for right, or front for top.
            Affine about = new Affine(m.i().times(-1), m.j().times(-1), m.k(), Vec3.ZERO);
            Affine lying = new Affine(m.i(), m.k(), m.j(), Vec3.ZERO);
            for (Affine wrong : List.of(about, lying)) {
                Grid g = brain.grid();
                Volume image = new Volume(new Grid(g.sizeI(), g.sizeJ(), g.sizeK(), wrong), brain.voxels());
                Registered found = register(image, atlas);
                assertThat(found.trusted()).isFalse();
                assertThat(found.reason())
                        .contains("check that the image is a brain and that its orientation is right");
            }
        }
    }

    @Test
    void whatIsNoBrainIsRefusedWhereTheDataIs() throws IOException {
        if (data.isEmpty()) {
            return;
        }
        BrainAtlas atlas = atlas();
        for (String file : List.of("abdomen-ct/example_ct.nii.gz", "abdomen-ct/example_ct_sm.nii.gz")) {
            Registered found = register(read(file), atlas);
            assertThat(found.trusted()).isFalse();
            assertThat(found.quality()).isLessThan(0.15);
            assertThat(found.reason()).startsWith("registration to the atlas failed: ");
        }
        Registered crop = register(read("msd-hippocampus/images/hippocampus_001.nii.gz"), atlas);
        assertThat(crop.trusted()).isFalse();
        assertThat(crop.reason()).contains(" % of a brain (expected 50 % or more)");
    }
}
