package org.foldlink.atlas;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.geometry.Affine;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;

/** The shared glioma TCGA-DU-7294 and the Talairach atlas, where this machine has them. */
record RealGlioma(Volume image, Volume labels) {

    static final SortedMap<Integer, String> PARTS = new TreeMap<>(Map.of(1, "necrosis", 2, "oedema", 4, "enhancing"));

    /**
     * The image's RAS mm to Talairach, as SimpleITK 2.5.7 found it (Mattes' mutual information with the Colin27 brain, affine, all of its
     * default seeds): a map that our own registration has no part in.
     */
    static final Registered GIVEN = given(Affine.ofRows(
            1.0840, 0.0541, 0.0073, 121.9564, -0.0852, 1.0834, 0.1897, -156.1754, 0.0108, -0.1531, 1.0401, -51.5367));

    static RealGlioma read(Path shared) throws IOException {
        Path folder = shared.resolve("glioma-mr/TCGA-DU-7294");
        return new RealGlioma(
                NiftiFile.read(folder.resolve("t1.nii.gz")).volume(),
                NiftiFile.read(folder.resolve("fusion/mav.nii.gz")).volume());
    }

    static BrainAtlas atlas(Path shared) throws AtlasException {
        return Atlases.open(shared.resolve("atlas/talairach"));
    }

    static Registered given(Affine imageToAtlas) {
        return new Registered(imageToAtlas, Registered.Method.GIVEN, 1, true, "", 0);
    }
}
