package org.foldlink.session;

import java.util.Optional;
import java.util.Set;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.Position;

/**
 * Who could treat? Of a job or of a patient, exactly one of the two.
 *
 * @param job whose site was found
 * @param from where the patient is; empty: distances do not count
 * @param kind of tumour; empty for what the Site said, if anything
 * @param mustHave capabilities without which a hospital is left out
 */
public record ReferralRequest(
        Optional<String> job,
        Optional<String> patient,
        Optional<Position> from,
        Optional<String> kind,
        Set<String> mustHave,
        Actor actor) {

    public ReferralRequest {
        mustHave = Set.copyOf(mustHave);
    }
}
