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
 * @param components of the whole tumour, largest first, without specks; empty where the registration is not trusted, so that no side and
 *     no region can be read off it: the warnings then hold the reason, and each component's size and centre in the image
 * @param shiftMm how far the midline structures beside the ventricles are pushed from where they belong, in the patient's mm, positive
 *     towards the patient's right; an estimate, empty where it cannot be made: a warning then says why
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
     * What a set of voxels covers. Centres are those of mass, of voxel centres. A voxel counts where its centre lies once the registration
     * has mapped it into the atlas; where the atlas has no name for that point, for the region of the nearest named one within 5 mm, on the side
     * where the voxel lies.
     *
     * @param centreRas in the image's RAS mm
     * @param centreAtlas in the atlas's RAS mm
     * @param centrePlace where the centre lies, which need not be in the tumour
     * @param hemisphere where most of it lies; MIDLINE where neither side has 60 %
     * @param leftShare share of its volume left of the atlas's midline (x = 0), 0 to 1; the right's is the rest. A voxel centre on it counts half
     * @param crossesMidline whether each side has at least 0.1 ml and 1 % of it farther than 2 mm (of the atlas) from the midline
     * @param regions shares of its volume, greatest first: each voxel counts for its most specific region alone. They add up to at most 1; the rest
     *     is {@code unnamed}. Sides are by position, of the brainstem and the cerebellum too; regions that lie across the midline as one
     *     (such as the corpus callosum, the vermis, the pituitary region) have MIDLINE
     * @param unnamed share of its volume for which the atlas has no name within 5 mm
     * @param eloquent distance to each eloquent region nearer than 30 mm, nearest first, at most 8; a region is left out where a part of it,
     *     as near, is named
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

        /**
         * Share of the volume in a region on a side, with all that it holds: 0 to 1.
         *
         * @throws IllegalArgumentException if there is no such region
         */
        public double shareOf(String region, Side side) {
            return SiteWords.share(regions, region, side);
        }

        /** Such as "right frontal lobe, superior frontal gyrus 62 %, crosses no midline": the lobe with most of it, and of that the region. */
        public String line() {
            return SiteWords.line(this);
        }
    }

    /** A region on a side, by id. */
    public record Place(String region, Side side) {}

    /** @param share of the volume, 0 to 1 */
    public record Share(Place place, double share) {}

    /**
     * How near an eloquent region is.
     *
     * @param mm in the patient, from the cells of the voxels (half a spacing to each side of the centre) to the nearest voxel centre of the
     *     atlas's region; 0 where some of them count for the region
     */
    public record Eloquent(Place place, double mm) {}
}
