package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;

/** What the image says for each place: share of the tumour's volume, and eloquent regions nearby. */
final class ImageSite {

    /** @param places that lead in it, greatest share first */
    record Component(int number, double ml, List<Lead> places) {}

    /** @param side MIDLINE where neither side has most of it */
    record Lead(String region, Side side, double share) {}

    /** @param region an eloquent one, and its distance in the patient's mm */
    record Near(String region, double mm, double score) {}

    private final Optional<TumourSite> site;
    private final SiteRules rules;
    private final CheckSettings settings;
    private final List<Component> components = new ArrayList<>();
    private final List<TumourSite.Component> others = new ArrayList<>();
    private final Map<TumourSite.Place, Double> shares = new HashMap<>();
    private final Map<TumourSite.Place, Near> near = new HashMap<>();

    ImageSite(Optional<TumourSite> site, SiteRules rules, CheckSettings settings) {
        this.site = site;
        this.rules = rules;
        this.settings = settings;
        List<TumourSite.Component> all = site.filter(s -> s.registration().trusted())
                .map(TumourSite::components)
                .orElse(List.of());
        double ml = all.stream().mapToDouble(c -> c.whole().ml()).sum();
        for (TumourSite.Component c : all) {
            double part = ml > 0 ? c.whole().ml() / ml : 1.0 / all.size();
            c.whole().regions().forEach(s -> addShare(s, part));
            c.whole().eloquent().forEach(this::addNear);
            List<Lead> places = leads(c.whole());
            boolean counts = part >= settings.componentShare() || c.whole().ml() >= settings.componentMl();
            if (!places.isEmpty() && (counts || components.isEmpty())) {
                components.add(new Component(c.number(), c.whole().ml(), places));
            } else {
                others.add(c);
            }
        }
    }

    private void addShare(TumourSite.Share s, double part) {
        for (String region : SiteRules.upwards(s.place().region())) {
            shares.merge(rules.place(region, s.place().side()), part * s.share(), Double::sum);
        }
    }

    private void addNear(TumourSite.Eloquent e) {
        Near here = new Near(
                e.place().region(), e.mm(), settings.nearWeight() * Math.exp(-Math.max(0, e.mm()) / settings.nearMm()));
        for (String region : SiteRules.upwards(e.place().region())) {
            near.merge(rules.place(region, e.place().side()), here, (a, b) -> a.score() >= b.score() ? a : b);
        }
    }

    private List<Lead> leads(TumourSite.Extent extent) {
        Map<String, Map<Side, Double>> byLobe = new TreeMap<>();
        for (TumourSite.Share s : extent.regions()) {
            SiteRules.lobe(s.place().region())
                    .ifPresent(lobe -> byLobe.computeIfAbsent(lobe, l -> new EnumMap<>(Side.class))
                            .merge(s.place().side(), s.share(), Double::sum));
        }
        List<Lead> all = new ArrayList<>();
        byLobe.forEach((lobe, sides) -> all.add(lead(lobe, sides)));
        all.sort(Comparator.comparingDouble((Lead l) -> -l.share()).thenComparing(Lead::region));
        return all.stream()
                .filter(l -> l.share() > 0
                        && l.share() >= settings.main() * all.get(0).share())
                .toList();
    }

    private Lead lead(String lobe, Map<Side, Double> sides) {
        double total = sides.values().stream().mapToDouble(s -> s).sum();
        for (Side side : List.of(Side.LEFT, Side.RIGHT)) {
            if (!rules.isMidline(lobe) && sides.getOrDefault(side, 0.0) >= settings.hemisphere() * total) {
                return new Lead(lobe, side, total);
            }
        }
        return new Lead(lobe, Side.MIDLINE, total);
    }

    /** Whether it names any region. */
    boolean names() {
        return !components.isEmpty();
    }

    /** Those large enough to count, largest first. */
    List<Component> components() {
        return components;
    }

    /** Those beside {@link #components}: too small to count, or where the atlas names no lobe. */
    List<TumourSite.Component> others() {
        return others;
    }

    Set<TumourSite.Place> places() {
        Map<TumourSite.Place, Double> all = new HashMap<>(shares);
        near.forEach((place, n) -> all.putIfAbsent(place, 0.0));
        return all.keySet();
    }

    double share(TumourSite.Place place) {
        return Math.min(1, shares.getOrDefault(place, 0.0));
    }

    Optional<Near> near(TumourSite.Place place) {
        return Optional.ofNullable(near.get(place));
    }

    /** 0 to 1. */
    double score(TumourSite.Place place) {
        return Math.max(share(place), near(place).map(Near::score).orElse(0.0));
    }

    double shiftMm() {
        return Math.abs(site.map(s -> s.shiftMm().orElse(0)).orElse(0.0));
    }

    /** Where a side of the body lies, seen from the largest component's hemisphere. */
    Optional<SiteRules.ImageSide> seenFrom(BodySide side) {
        Optional<Side> tumour =
                site.filter(s -> names()).map(s -> s.components().get(0).whole().hemisphere());
        if (tumour.isEmpty() || tumour.get() == Side.MIDLINE) {
            return Optional.empty();
        }
        return switch (side) {
            case LEFT ->
                Optional.of(tumour.get() == Side.LEFT ? SiteRules.ImageSide.SAME : SiteRules.ImageSide.OPPOSITE);
            case RIGHT ->
                Optional.of(tumour.get() == Side.RIGHT ? SiteRules.ImageSide.SAME : SiteRules.ImageSide.OPPOSITE);
            case BOTH, UNKNOWN -> Optional.empty();
        };
    }

    boolean isMissing() {
        return site.isEmpty();
    }

    /** Why it names none. */
    String silence() {
        if (isMissing()) {
            return "there is no image";
        }
        TumourSite s = site.get();
        if (!s.registration().trusted()) {
            return "the image names no region"
                    + (s.registration().reason().isEmpty()
                            ? ""
                            : " (" + s.registration().reason() + ")");
        }
        return s.components().isEmpty() ? "the image shows no tumour" : "the atlas has no name where the tumour lies";
    }
}
