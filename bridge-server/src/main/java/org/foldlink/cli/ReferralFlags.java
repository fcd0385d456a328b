package org.foldlink.cli;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Position;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.ReferralQuestion;
import org.foldlink.clinical.Referrals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a referral depends on beside the site. */
final class ReferralFlags {

    @Option(
            names = "--kind",
            paramLabel = "TUMOUR",
            defaultValue = "glioma",
            description = "The tumour's kind, such as glioma, metastasis, meningioma (default: ${DEFAULT-VALUE}).")
    private String kind = "glioma";

    @Option(
            names = "--from",
            paramLabel = "LAT,LON",
            description = "Where the patient is, degrees north and east, such as 31.2,-41.3: nearer hospitals first.")
    private @Nullable String from;

    @Option(
            names = "--must-have",
            paramLabel = "CAPABILITY",
            split = ",",
            description = "Leave hospitals without these out.")
    private Set<String> mustHave = new TreeSet<>();

    ReferralFlags() {}

    /** Without a command line. */
    static ReferralFlags of(String from) {
        ReferralFlags flags = new ReferralFlags();
        flags.from = from;
        return flags;
    }

    /** Before any work: a wrong value ends the command. */
    void check() {
        position();
    }

    Referral find(Providers providers, FinalSite site, OptionalInt age) {
        try {
            return new Referrals(providers).find(new ReferralQuestion(site, kind, age, position(), mustHave));
        } catch (IllegalArgumentException e) {
            throw ClinicalFailures.usage(e);
        }
    }

    private Optional<Position> position() {
        if (from == null) {
            return Optional.empty();
        }
        String[] parts = from.split(",", -1);
        if (parts.length != 2) {
            throw wrong(from);
        }
        double latitude;
        double longitude;
        try {
            latitude = Double.parseDouble(parts[0].strip());
            longitude = Double.parseDouble(parts[1].strip());
        } catch (NumberFormatException e) {
            throw wrong(from);
        }
        try {
            return Optional.of(new Position(latitude, longitude));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--from: " + e.getMessage(), e);
        }
    }

    private static CommandFailure wrong(String from) {
        return new CommandFailure(
                ExitCode.USAGE, "--from = " + from + " (expected latitude and longitude, such as 31.2,-41.3)");
    }
}
