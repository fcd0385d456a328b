package org.foldlink.atlas;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.geometry.Vec3;

/**
 * Where a tumour lies.
 *
 * @param atlas name and version of the atlas that was used
 * @param coarse whether that atlas knows lobes alone
 * @param components of the whole tumour, largest first; empty where no region may be named
 * @param shiftMm how far the midline structures are pushed, positive towards the patient's right; an estimate, empty where it cannot be made
 * @param warnings in words for a clinician
 */
public record TumourSite(
        String atlas,
        boolean coarse,
        AtlasSpace space,
        Registered registration,
        List<Component> components,
        OptionalDouble shiftMm,
        List<String> warnings) {

    public TumourSite {
        components = List.copyOf(components);
        warnings = List.copyOf(warnings);
    }

    /**
     * One connected component of the whole tumour.
     *
     * @param number from 1, largest first
     * @param parts such as necrosis, oedema, enhancing; those that have voxels here
     */
    public record Component(int number, Extent whole, List<Part> parts) {
        public Component {
            parts = List.copyOf(parts);
        }
    }

    /** A part by its label's name. */
    public record Part(String name, Extent extent) {}

    /**
     * What a set of voxels covers. Centres are those of mass, of voxel centres.
     *
     * @param centreRas in the image's RAS mm
     * @param centreAtlas in the atlas's RAS mm
     * @param hemisphere where most of it lies; MIDLINE where neither side has 60 %
     * @param leftShare share of its volume left of the atlas's midline, 0 to 1; the right's is the rest
     * @param crossesMidline whether both sides have at least 0.1 ml and 1 %
     * @param regions shares of its volume, greatest first: each voxel counts for its most specific region alone. They add up to at most 1; the rest
     *     is {@code unnamed}
     * @param unnamed share of its volume for which the atlas has no name
     * @param eloquent distance from the nearest voxel to each eloquent region nearby, nearest first, in the patient's mm; 0 inside
     */
    public record Extent(
            double ml,
            Vec3 centreRas,
            Vec3 centreAtlas,
            Optional<Place> centrePlace,
            Side hemisphere,
            double leftShare,
            boolean crossesMidline,
            List<Share> regions,
            double unnamed,
            List<Eloquent> eloquent) {

        public Extent {
            regions = List.copyOf(regions);
            eloquent = List.copyOf(eloquent);
        }
    }

    /** A region on a side, by id. */
    public record Place(String region, Side side) {}

    /** @param share of the volume, 0 to 1 */
    public record Share(Place place, double share) {}

    /** @param mm from voxel centre to voxel centre; 0 inside */
    public record Eloquent(Place place, double mm) {}
}
