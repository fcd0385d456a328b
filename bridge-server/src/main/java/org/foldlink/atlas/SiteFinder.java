package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.components.LabelRuns;
import org.foldlink.components.RunSet;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * Locates tumours in one atlas. The atlas is prepared once; safe to use from many threads.
 *
 * <p>Not for clinical use.
 */
public final class SiteFinder {

    /** Smaller components are left out, unless there are no others: 0.05 ml is a ball of 4.6 mm. */
    static final double LEAST_ML = 0.05;

    private static final double MUCH_UNNAMED = 0.1;

    /** Of a site without regions, the components that the warnings list. */
    private static final int LISTED = 5;

    /** From what real heads with skull reach up; wrongly oriented brains stay below 0.21 (docs/registration.md). */
    private static final double SURE_QUALITY = 0.35;

    private static final double NOTED_SHIFT_MM = 3;

    private final BrainAtlas atlas;
    private final Registration registration;
    private final PlaceMap map;
    private final Eloquence eloquence;

    /** Brings an image into an atlas's space; {@code exclude} is a mask of voxels not to be trusted. */
    @FunctionalInterface
    interface Registration {
        Registered register(Volume image, Optional<Volume> exclude, BrainAtlas atlas);
    }

    public SiteFinder(BrainAtlas atlas) {
        this(atlas, AtlasRegistration::register);
    }

    SiteFinder(BrainAtlas atlas, Registration registration) {
        this.atlas = atlas;
        this.registration = registration;
        this.map = new PlaceMap(atlas);
        this.eloquence = new Eloquence(map);
    }

    /**
     * Registers the image and locates the tumour.
     *
     * @param image an MR of the brain, any sequence
     * @param labels whole numbers on the image's grid
     * @param parts the tumour's label values and their names; together they are the whole tumour
     * @throws SiteException if the labels are on another grid, or have no tumour
     */
    public TumourSite find(Volume image, Volume labels, SortedMap<Integer, String> parts) throws SiteException {
        TumourMask.checkGrids(image.grid(), labels.grid());
        TumourMask mask = TumourMask.of(labels, parts);
        Registered registered = registration.register(image, Optional.of(mask.volume()), atlas);
        return site(Optional.of(image), labels, parts, mask, registered);
    }

    /**
     * Locates the tumour by a known map. Without an image there is no midline shift.
     *
     * @param labels whole numbers, on any grid
     * @throws SiteException if the labels have no tumour
     */
    public TumourSite locate(Volume labels, SortedMap<Integer, String> parts, Registered registered)
            throws SiteException {
        return site(Optional.empty(), labels, parts, TumourMask.of(labels, parts), registered);
    }

    private TumourSite site(
            Optional<Volume> image,
            Volume labels,
            SortedMap<Integer, String> parts,
            TumourMask mask,
            Registered registered) {
        List<String> warnings = new ArrayList<>(mask.warnings());
        List<RunSet> runs = components(mask.volume(), warnings);
        if (!registered.trusted()) {
            warnings.add(0, "no region is named, and no side: " + registered.reason());
            list(runs, labels.grid(), warnings);
            return site(registered, List.of(), OptionalDouble.empty(), warnings);
        }
        if (registered.method() != Registered.Method.GIVEN && registered.quality() < SURE_QUALITY) {
            warnings.add(
                    0,
                    String.format(
                            Locale.ROOT,
                            "the image is not much like the atlas's brain (likeness %.2f, sure from %.2f on): compare the regions with the picture",
                            registered.quality(),
                            SURE_QUALITY));
        }
        Locator locator = new Locator(map, eloquence, labels, parts, registered.imageToAtlas());
        List<Component> components = new ArrayList<>();
        for (RunSet component : runs) {
            components.add(locator.component(components.size() + 1, component));
        }
        components.forEach(c -> unnamed(c, warnings));
        OptionalDouble shift = OptionalDouble.empty();
        if (image.isPresent()) {
            MidlineShift estimate = MidlineShift.of(image.get(), mask.volume(), registered.imageToAtlas());
            shift = estimate.mm();
            if (shift.isEmpty()) {
                warnings.add("midline shift not estimated: " + estimate.reason());
            } else if (Math.abs(shift.getAsDouble()) >= NOTED_SHIFT_MM
                    && components.stream().anyMatch(c -> c.whole().crossesMidline())) {
                warnings.add("the midline is pushed: a tumour that pushes it can seem to cross the atlas's");
            }
        }
        return site(registered, components, shift, warnings);
    }

    private TumourSite site(
            Registered registered, List<Component> components, OptionalDouble shift, List<String> warnings) {
        return new TumourSite(atlas.name(), atlas.coarse(), atlas.space(), registered, components, shift, warnings);
    }

    /** Largest first, whatever the order of memory. */
    private static List<RunSet> components(Volume mask, List<String> warnings) {
        Grid grid = mask.grid();
        LabelRuns runs = LabelRuns.of(mask);
        long[] sizes = runs.sizes(v -> true);
        long largest = 0;
        for (long size : sizes) {
            largest = Math.max(largest, size);
        }
        double voxelMl = grid.voxelVolume() / 1000;
        long least = (long) Math.ceil(LEAST_ML / voxelMl);
        List<RunSet> found = new ArrayList<>(runs.components(1, Math.min(least, largest)));
        found.sort(Comparator.comparingLong(RunSet::voxels)
                .reversed()
                .thenComparing(r -> centre(r, grid).x())
                .thenComparing(r -> centre(r, grid).y())
                .thenComparing(r -> centre(r, grid).z()));
        if (largest < least) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the largest component has %.3f ml; components of less than %.2f ml are left out otherwise: is it a tumour?",
                    largest * voxelMl,
                    LEAST_ML));
        }
        int specks = sizes.length - found.size();
        if (specks > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%d component%s of less than %.2f ml left out",
                    specks,
                    specks == 1 ? "" : "s",
                    LEAST_ML));
        }
        return found;
    }

    private static void unnamed(Component component, List<String> warnings) {
        if (component.whole().unnamed() >= MUCH_UNNAMED) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of tumour component %d lies farther than %d mm from every region of the atlas: outside of the "
                            + "brain, or the registration is off",
                    100 * component.whole().unnamed(),
                    component.number(),
                    PlaceMap.REACH_MM));
        }
    }

    private static void list(List<RunSet> runs, Grid grid, List<String> warnings) {
        for (RunSet component : runs.subList(0, Math.min(LISTED, runs.size()))) {
            Vec3 c = centre(component, grid);
            warnings.add(String.format(
                    Locale.ROOT,
                    "a tumour component of %.2f ml has its centre at RAS (%.1f, %.1f, %.1f) mm of the image",
                    component.voxels() * grid.voxelVolume() / 1000,
                    c.x(),
                    c.y(),
                    c.z()));
        }
        if (runs.size() > LISTED) {
            warnings.add((runs.size() - LISTED) + " smaller components are not listed");
        }
    }

    private static Vec3 centre(RunSet runs, Grid grid) {
        Vec3 sum = Vec3.ZERO;
        for (int r = 0; r < runs.size(); r++) {
            int n = runs.last()[r] - runs.first()[r] + 1;
            sum = sum.plus(new Vec3((runs.first()[r] + runs.last()[r]) / 2.0, runs.j()[r], runs.k()[r]).times(n));
        }
        return grid.indexToRas().apply(sum.times(1.0 / runs.voxels()));
    }
}
