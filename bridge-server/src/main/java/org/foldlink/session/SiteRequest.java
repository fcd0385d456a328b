package org.foldlink.session;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.Dominance;

/**
 * Where is the tumour of a finished job?
 *
 * @param image channel of the job's model, or device of an image held; empty for the channel that is most like a T1
 * @param parts names of the tumour's parts by label value; empty for the model's labels that are lesions
 * @param patient whose symptoms are compared and with whom the answer is stored; empty: nothing is stored
 * @param symptoms of somebody who is not stored; none beside a patient
 * @param dominance of the same
 * @param tumour kind of tumour, as a later Referral takes it
 * @param study id to store it under; empty for one made of the image
 */
public record SiteRequest(
        String job,
        Optional<String> image,
        SortedMap<Integer, String> parts,
        Optional<String> patient,
        List<GivenSymptom> symptoms,
        Optional<Dominance> dominance,
        Optional<String> tumour,
        Optional<String> study,
        Actor actor) {

    public SiteRequest {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        symptoms = List.copyOf(symptoms);
    }
}
