package org.foldlink.atlas;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a label of the Talairach atlas is in our own words, as the seed's README has it: an area where the label has one of its names and
 * one of its parent's; else the last level that has a name of a region, back to the first.
 */
final class TalairachPlaces {

    private final Regions regions;

    TalairachPlaces(Regions regions) {
        this.regions = regions;
    }

    /** @param levels hemisphere, lobe, gyrus, tissue, cell */
    Optional<TumourSite.Place> place(List<String> levels) {
        String first = levels.get(0);
        Side side = first.startsWith("Left ") ? Side.LEFT : first.startsWith("Right ") ? Side.RIGHT : Side.MIDLINE;
        List<String> names = levels.stream()
                .map(l -> l.equals(first) && side != Side.MIDLINE ? l.substring(l.indexOf(' ') + 1) : l)
                .filter(l -> !l.isEmpty())
                // A slip of the atlas: these nuclei lie in the thalamus, 20 mm from the mammillary bodies.
                .filter(l -> !(l.equals("Mammillary Body") && levels.contains("Thalamus")))
                .toList();
        return area(names).or(() -> last(names)).map(r -> new TumourSite.Place(r.id(), side));
    }

    /** Of two areas, the one that the finer level names. */
    private Optional<Region> area(List<String> names) {
        for (int level = names.size() - 1; level >= 0; level--) {
            String name = names.get(level);
            Optional<Region> found = regions.all().stream()
                    .filter(r -> r.level() == RegionLevel.AREA && r.talairach().contains(name))
                    .filter(r -> r.parent().map(regions::get).stream()
                            .anyMatch(p -> !Collections.disjoint(p.talairach(), names)))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Region> last(List<String> names) {
        for (int level = names.size() - 1; level >= 0; level--) {
            String name = names.get(level);
            Optional<Region> found = regions.all().stream()
                    .filter(r -> r.level() != RegionLevel.AREA && r.talairach().contains(name))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
