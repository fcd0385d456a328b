package org.foldlink.session;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.FinalSite;

/**
 * What {@code <job>.site} says.
 *
 * @param finalSite image and symptoms together; empty where neither patient nor symptoms were named, or where the patient's could not be read
 * @param patient id, if one was named
 * @param age the patient's, where it is known
 * @param tumour kind of tumour, if one was named
 * @param stored what became of it in the database
 * @param notice not for clinical use
 */
public record SiteDocument(
        String job,
        TumourSite site,
        Optional<FinalSite> finalSite,
        Optional<String> patient,
        OptionalInt age,
        Optional<String> tumour,
        Stored stored,
        Provenance provenance,
        String notice) {

    /**
     * Whether it is in the database.
     *
     * @param asked a patient was named
     * @param study id under which it is, or would be
     * @param reason why not, and what to do; empty if it is, or was not asked
     */
    public record Stored(boolean asked, boolean done, String study, String reason) {

        static final Stored NOT_ASKED = new Stored(false, false, "", "");
    }

    /**
     * What made it. Holds no device name, since these may hold a patient's.
     *
     * @param folds that ran, in order
     * @param channel of the model whose image was registered; empty for another image
     * @param parts of the tumour, by label value
     * @param software the bridge's version
     */
    public record Provenance(
            String model,
            String modelVersion,
            String modelHash,
            List<Integer> folds,
            Optional<String> channel,
            SortedMap<Integer, String> parts,
            String software) {

        public Provenance {
            folds = List.copyOf(folds);
            parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        }
    }

    SiteDocument with(Stored outcome) {
        return new SiteDocument(job, site, finalSite, patient, age, tumour, outcome, provenance, notice);
    }
}
