package org.foldlink.page;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.Study;
import org.foldlink.volume.Volume;

/**
 * What a clinical report shows. What is empty was not given or not made, and the report says so.
 *
 * @param title of the report
 * @param observations the patient's symptoms and signs
 * @param scan drawn in grey; of several channels the one that shows the tumour best
 * @param labels an integer type, on the scan's grid
 * @param parts of the tumour: names by label value; the whole tumour is their union. Other labels are not shown
 * @param knowledge names symptoms and cites references
 * @param provenance what made it, in this order: model and its version, folds, software, atlas, times, hash
 */
public record ReportContent(
        String title,
        Optional<Patient> patient,
        Optional<Study> study,
        List<Observation> observations,
        Volume scan,
        Volume labels,
        SortedMap<Integer, String> parts,
        Optional<TumourSite> site,
        Optional<FinalSite> finalSite,
        Optional<Referral> referral,
        Knowledge knowledge,
        Map<String, String> provenance) {

    public ReportContent {
        observations = List.copyOf(observations);
        labels = SameGrid.of(scan, labels);
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** Components of the tumour in the atlas: none where the map to it is not trusted, so that no region is named then. */
    List<TumourSite.Component> located() {
        return site.filter(s -> s.registration().trusted())
                .map(TumourSite::components)
                .orElse(List.of());
    }
}
