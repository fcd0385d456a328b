package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Which capabilities a site, a kind of tumour and an age ask for: {@code rules/referral_rules.csv}. Immutable. */
final class ReferralRules {

    /**
     * All conditions must hold; an empty one holds always.
     *
     * @param regions one of which a leading candidate lies in
     * @param tumours words one of which the kind of tumour has
     * @param specialities of doctors who are asked for it
     */
    record Rule(
            Referral.Want want,
            List<String> regions,
            List<String> tumours,
            OptionalInt leastAge,
            OptionalInt mostAge,
            List<String> specialities) {}

    /** Share of the best score from which on a candidate asks for something. */
    private static final double LEADING = 0.4;

    /** Taken where the age is not known. */
    private static final int ADULT = 18;

    private static final ReferralRules STANDARD = read();

    private final List<Rule> rules;

    private ReferralRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    static ReferralRules standard() {
        return STANDARD;
    }

    /** Those that apply, each capability once: needed if any rule needs it, with the greatest weight and its reason. */
    List<Rule> applying(ReferralQuestion question) {
        double best = question.site().ranking().isEmpty()
                ? 0
                : question.site().ranking().get(0).score();
        List<FinalSite.Candidate> leading = question.site().ranking().stream()
                .filter(c -> c.score() >= LEADING * best)
                .toList();
        String kind = SymptomNames.plain(question.tumourKind());
        int age = question.age().orElse(ADULT);
        Map<String, Rule> byCapability = new LinkedHashMap<>();
        for (Rule rule : rules) {
            boolean applies = (rule.regions().isEmpty() || leading.stream().anyMatch(c -> within(c, rule)))
                    && (rule.tumours().isEmpty() || isOne(kind, rule.tumours()))
                    && age >= rule.leastAge().orElse(0)
                    && age <= rule.mostAge().orElse(RecordChecks.MOST_YEARS);
            if (applies) {
                byCapability.merge(rule.want().capability(), rule, ReferralRules::both);
            }
        }
        return List.copyOf(byCapability.values());
    }

    private static Rule both(Rule a, Rule b) {
        Rule more = b.want().weight() > a.want().weight() ? b : a;
        Set<String> specialities = new HashSet<>(a.specialities());
        specialities.addAll(b.specialities());
        Referral.Want want = more.want();
        return new Rule(
                new Referral.Want(
                        want.capability(), a.want().needed() || b.want().needed(), want.weight(), want.why()),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.copyOf(specialities));
    }

    /** Whether any rule knows this kind of tumour. */
    boolean knows(String tumourKind) {
        return rules.stream().anyMatch(r -> isOne(SymptomNames.plain(tumourKind), r.tumours()));
    }

    /** In order. */
    Set<String> kinds() {
        Set<String> all = new TreeSet<>();
        rules.forEach(r -> all.addAll(r.tumours()));
        return all;
    }

    private static boolean isOne(String plainKind, List<String> words) {
        return words.stream().anyMatch(w -> plainKind.contains(SymptomNames.plain(w)));
    }

    private static boolean within(FinalSite.Candidate candidate, Rule rule) {
        return rule.regions().stream().anyMatch(region -> SiteRules.isIn(candidate.region(), region));
    }

    private static ReferralRules read() {
        Problems problems = new Problems();
        Set<String> references = new HashSet<>();
        SiteRules.standard().references().forEach(r -> references.add(r.id()));
        KnowledgeFiles.seed().references().forEach(r -> references.add(r.id()));
        List<Rule> rules = new ArrayList<>();
        for (Row row : SiteRules.rows(
                "referral_rules",
                problems,
                "capability",
                "needed",
                "#weight",
                "*regions",
                "*tumours",
                "#least_age",
                "#most_age",
                "*specialities",
                "why",
                "reference")) {
            row.list("regions").stream()
                    .filter(r -> !KnowledgeFiles.regionIds().contains(r))
                    .forEach(r -> row.wrong("regions", "ids of regions"));
            SiteRules.one(row, "reference", references);
            rules.add(new Rule(
                    new Referral.Want(
                            row.id("capability"),
                            SiteRules.yes(row, "needed"),
                            row.number("weight", 0, true, 1, "a number above 0, up to 1"),
                            row.must("why", RecordChecks.SENTENCE, "the reason")),
                    row.list("regions"),
                    row.list("tumours"),
                    row.someInteger("least_age", 0, RecordChecks.MOST_YEARS),
                    row.someInteger("most_age", 0, RecordChecks.MOST_YEARS),
                    row.list("specialities")));
        }
        try {
            problems.refuseIfAny();
        } catch (ClinicalDataException e) {
            throw new IllegalStateException(e);
        }
        return new ReferralRules(rules);
    }
}
