package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds who could treat a tumour among a site's own hospitals. Those without a needed capability are left out; the others are ranked by what they have of
 * all that is wanted, and by distance. docs/referral.md says how. Immutable and thread-safe.
 */
public final class Referrals {

    /** What capabilities count where a distance is known; nearness counts the rest. */
    private static final double CAPABILITY = 0.6;

    /** By which distance nearness falls to 37 %. */
    private static final double KM = 200;

    /** A capability that a hospital has which treats children alone. */
    private static final String CHILDREN_ONLY = "children-only";

    private static final int ADULT = 18;

    private final Providers providers;
    private final ReferralRules rules = ReferralRules.standard();

    public Referrals(Providers providers) {
        this.providers = providers;
    }

    public Referral find(ReferralQuestion question) {
        List<ReferralRules.Rule> applying = rules.applying(question);
        List<Referral.Want> wanted = wanted(applying, question.mustHave());
        List<String> warnings = new ArrayList<>();
        doubts(question, warnings);
        if (providers.hospitals().isEmpty()) {
            warnings.add(
                    "No hospitals are held: import hospitals.csv and doctors.csv first (docs/referral.md says how they look).");
            return new Referral(wanted, List.of(), warnings);
        }
        Set<String> specialities = new HashSet<>();
        applying.forEach(r -> specialities.addAll(r.specialities()));
        boolean adult = question.age().orElse(ADULT) >= ADULT;
        List<Referral.Choice> all = providers.hospitals().stream()
                .filter(h -> !adult || !h.capabilities().contains(CHILDREN_ONLY))
                .map(h -> choice(h, wanted, specialities, question.from()))
                .sorted(Comparator.comparingDouble((Referral.Choice c) -> -c.score())
                        .thenComparingDouble(c -> c.km().orElse(Double.MAX_VALUE))
                        .thenComparing(c -> c.hospital().id()))
                .toList();
        Set<String> needed = wanted.stream()
                .filter(Referral.Want::needed)
                .map(Referral.Want::capability)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Referral.Choice> fitting =
                all.stream().filter(c -> c.has().containsAll(needed)).toList();
        if (all.isEmpty()) {
            warnings.add("Every hospital held treats children alone; this is an adult.");
        } else if (fitting.isEmpty()) {
            warnings.add(nobody(all, needed));
        }
        return new Referral(wanted, fitting, warnings);
    }

    /** Most important first. */
    private static List<Referral.Want> wanted(List<ReferralRules.Rule> applying, Set<String> mustHave) {
        List<Referral.Want> all = new ArrayList<>();
        for (String capability : mustHave) {
            all.add(new Referral.Want(capability, true, 1, "asked for"));
        }
        applying.stream()
                .map(ReferralRules.Rule::want)
                .filter(w -> !mustHave.contains(w.capability()))
                .forEach(all::add);
        all.sort(Comparator.comparing((Referral.Want w) -> !w.needed())
                .thenComparing(Comparator.comparingDouble(w -> -w.weight()))
                .thenComparing(Referral.Want::capability));
        return all;
    }

    private void doubts(ReferralQuestion question, List<String> warnings) {
        switch (question.site().verdict()) {
            case CONFLICT ->
                warnings.add(
                        "Symptoms and image disagree about the site; both places were asked for. Settle that first.");
            case UNDECIDED -> warnings.add("The site is undecided; what it asks for is not sure.");
            case AGREEMENT, PARTIAL, IMAGE_ONLY, SYMPTOMS_ONLY -> {}
        }
        if (question.tumourKind().isBlank()) {
            warnings.add("The kind of tumour is not known and asks for nothing.");
        } else if (!rules.knows(question.tumourKind())) {
            warnings.add("Kind of tumour \"" + question.tumourKind()
                    + "\" is not in the rules and asks for nothing (expected one of " + String.join(", ", rules.kinds())
                    + ").");
        }
        if (question.age().isEmpty()) {
            warnings.add("The age is not known; an adult was taken.");
        }
        Set<String> offered = providers.hospitals().stream()
                .flatMap(h -> h.capabilities().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        new TreeSet<>(question.mustHave())
                .stream()
                        .filter(c -> !offered.isEmpty() && !offered.contains(c))
                        .forEach(c ->
                                warnings.add("No hospital says that it has " + c + Nearest.hint(c, offered) + "."));
    }

    private Referral.Choice choice(
            Hospital hospital, List<Referral.Want> wanted, Set<String> specialities, Optional<Position> from) {
        Set<String> capabilities = new HashSet<>(hospital.capabilities());
        List<String> has = new ArrayList<>();
        List<String> lacks = new ArrayList<>();
        double all = 0;
        double here = 0;
        for (Referral.Want want : wanted) {
            all += want.weight();
            if (capabilities.contains(want.capability())) {
                has.add(want.capability());
                here += want.weight();
            } else {
                lacks.add(want.capability());
            }
        }
        OptionalDouble km = from.isPresent() && hospital.position().isPresent()
                ? OptionalDouble.of(km(from.get(), hospital.position().get()))
                : OptionalDouble.empty();
        double share = all > 0 ? here / all : 1;
        double near = km.isPresent() ? Math.exp(-km.getAsDouble() / KM) : 0;
        double score = from.isEmpty() ? share : CAPABILITY * share + (1 - CAPABILITY) * near;
        return new Referral.Choice(hospital, doctors(hospital, has, specialities), has, lacks, km, score);
    }

    /** Those with a wanted expertise or of an asked speciality; who has more of what is wanted comes first. */
    private List<Doctor> doctors(Hospital hospital, List<String> wantedHere, Set<String> specialities) {
        return providers.doctors().stream()
                .filter(d -> d.hospital().equals(hospital.id()))
                .filter(d -> matching(d, wantedHere) > 0 || specialities.contains(d.speciality()))
                .sorted(Comparator.comparingLong((Doctor d) -> -matching(d, wantedHere))
                        .thenComparing(d -> !specialities.contains(d.speciality()))
                        .thenComparing(Doctor::id))
                .toList();
    }

    private static long matching(Doctor doctor, List<String> wanted) {
        return doctor.expertise().stream().filter(wanted::contains).count();
    }

    private static String nobody(List<Referral.Choice> all, Set<String> needed) {
        Referral.Choice most = all.stream()
                .min(Comparator.comparingLong((Referral.Choice c) ->
                                -needed.stream().filter(c.has()::contains).count())
                        .thenComparingDouble(c -> c.km().orElse(Double.MAX_VALUE))
                        .thenComparing(c -> c.hospital().id()))
                .orElseThrow();
        Set<String> lacks = new TreeSet<>(needed);
        lacks.removeAll(most.has());
        Set<String> has = new TreeSet<>(needed);
        has.removeAll(lacks);
        String name = most.hospital().name()
                + (most.km().isPresent() ? ", " + Math.round(most.km().getAsDouble()) + " km away," : "");
        String none = "No hospital has all that is needed (" + String.join(", ", needed) + "). ";
        return has.isEmpty()
                ? none + "None has any of it; the likeliest otherwise is "
                        + most.hospital().name() + "."
                : none + name + " has most of it: " + String.join(", ", has) + "; it lacks " + String.join(", ", lacks)
                        + ".";
    }

    private static final double EARTH_KM = 6371.0088;

    /** Along the great circle of a sphere with the earth's mean radius; within 0.6 % of the ellipsoid's. */
    static double km(Position a, Position b) {
        double north = Math.toRadians(b.latitude() - a.latitude()) / 2;
        double east = Math.toRadians(b.longitude() - a.longitude()) / 2;
        double h = Math.pow(Math.sin(north), 2)
                + Math.cos(Math.toRadians(a.latitude()))
                        * Math.cos(Math.toRadians(b.latitude()))
                        * Math.pow(Math.sin(east), 2);
        return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
    }
}
