package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.parity.PeerPython;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

/** The drawn brain of the coarse atlas is good enough to register a real one to. */
class CoarseRegistrationTest {

    private static final Vec3[] LOBES = {
        new Vec3(-30, 50, 10), new Vec3(30, 50, 10), new Vec3(-35, -50, 50), new Vec3(35, -50, 50),
        new Vec3(-55, -20, -15), new Vec3(55, -20, -15), new Vec3(-15, -90, 5), new Vec3(15, -90, 5),
        new Vec3(-25, -60, -30), new Vec3(25, -60, -30), new Vec3(0, -20, 8)
    };

    @Test
    void aBrainInTalairachSpaceStaysWhereItIsWhereTheSharedDataIsElseTheDrawnOneItself() throws Exception {
        BrainAtlas coarse = CoarseAtlas.make();
        Optional<Path> shared = PeerPython.sharedData();
        Volume brain = shared.isPresent()
                ? NiftiFile.read(shared.get().resolve("atlas/talairach/sample_image.nii.gz"))
                        .volume()
                : coarse.template();
        Registered registered = AtlasRegistration.register(brain, Optional.empty(), coarse);
        double worst = 0;
        for (Vec3 p : LOBES) {
            worst = Math.max(worst, registered.imageToAtlas().apply(p).minus(p).norm());
        }
        System.out.printf(
                "a real brain on the coarse atlas: %.1f mm at most, quality %.2f, %s%n",
                worst, registered.quality(), registered);
        assertThat(worst).isLessThan(3);
        assertThat(registered.trusted()).as(registered.reason()).isTrue();
    }

    @Test
    void anotherBrainGoesToTheSamePlaceByEitherAtlasWhereTheSharedDataIsElseTheDrawnOneTurned() throws Exception {
        BrainAtlas coarse = CoarseAtlas.make();
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isEmpty()) {
            Affine turn = Affine.ofRows(0.995, -0.0998, 0, 5, 0.0998, 0.995, 0, -8, 0, 0, 1.04, 6);
            Volume template = coarse.template();
            Grid grid = template.grid();
            Volume turned = new Volume(
                    new Grid(grid.sizeI(), grid.sizeJ(), grid.sizeK(), turn.after(grid.indexToRas())),
                    template.voxels());
            assertSame(
                    turn.inverse(),
                    AtlasRegistration.register(turned, Optional.empty(), coarse).imageToAtlas(),
                    turn);
            return;
        }
        Volume brain = NiftiFile.read(shared.get().resolve("atlas/sri24/sri24_t1_1mm_skull_stripped.nii.gz"))
                .volume();
        BrainAtlas fine = TalairachAtlas.read(shared.get().resolve("atlas/talairach"));
        Affine byFine =
                AtlasRegistration.register(brain, Optional.empty(), fine).imageToAtlas();
        Affine byCoarse =
                AtlasRegistration.register(brain, Optional.empty(), coarse).imageToAtlas();
        assertSame(byFine, byCoarse, byFine.inverse());
    }

    /** At the lobes, which {@code toImage} finds in the image. */
    private static void assertSame(Affine one, Affine other, Affine toImage) {
        double worst = 0;
        for (Vec3 p : LOBES) {
            Vec3 q = toImage.apply(p);
            worst = Math.max(worst, one.apply(q).minus(other.apply(q)).norm());
        }
        System.out.printf("the two maps differ by %.1f mm at most%n", worst);
        assertThat(worst).isLessThan(3);
    }
}
