package org.foldlink.parity;

import static org.foldlink.parity.ParityVolumes.grid;
import static org.foldlink.parity.ParityVolumes.scaled;
import static org.foldlink.parity.ParityVolumes.texture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** Blocks of the real scans, small enough for two cores; where a machine has none, generated volumes, and the case's name says so. */
final class RealData {

    private final ReferenceJob job;
    private final Optional<Path> folder = PeerPython.sharedData();

    RealData(ReferenceJob job) {
        this.job = job;
    }

    /** The name of a case over these data. */
    String name(String real) {
        return folder.isPresent() ? real : real + " (generated stand-in)";
    }

    Path hippocampus(String number) throws IOException {
        return folder.isPresent()
                ? folder.get().resolve("msd-hippocampus/images/hippocampus_" + number + ".nii.gz")
                : job.input("hippocampus " + number, texture(grid(36, 50, 35, 1, 1, 1, 0, false), number.hashCode()));
    }

    /** The liver and what is around it, 3 mm. */
    Path abdomen() throws IOException {
        Volume block = folder.isPresent()
                ? ParityVolumes.block(
                        NiftiFile.read(folder.get().resolve("abdomen-ct/example_ct.nii.gz"))
                                .volume(),
                        new int[] {30, 20, 40},
                        new int[] {52, 48, 44})
                : scaled(texture(grid(52, 48, 44, 3, 3, 3, 0, false), 61), 1, -300);
        return job.input("abdomen", block);
    }

    /** T1, T1 with contrast, T2, FLAIR: half a head with the air beside it, 1 mm. */
    Path[] glioma() throws IOException {
        String[] names = {"t1", "t1c", "t2", "fla"};
        Path[] files = new Path[names.length];
        for (int c = 0; c < names.length; c++) {
            Volume block = folder.isPresent()
                    ? ParityVolumes.block(
                            NiftiFile.read(folder.get().resolve("glioma-mr/TCGA-DU-7294/" + names[c] + ".nii.gz"))
                                    .volume(),
                            new int[] {40, 80, 40},
                            new int[] {70, 64, 60})
                    : ParityVolumes.shell(texture(grid(70, 64, 60, 1, 1, 1, 0, false), 71 + c), 0, 28);
            files[c] = job.input("glioma " + names[c], block);
        }
        return files;
    }
}
