package org.foldlink.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that inference needs of a model folder.
 *
 * @param members one for most models; several are nnU-Net's ensemble of configurations: the mean of their probabilities on the input's grid
 * @param postProcessing applied to the final labelmap, in order
 */
public record ModelPlan(List<Member> members, PostProcessing postProcessing) {

    public ModelPlan {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members = 0 (expected 1 or more)");
        }
    }

    /** The folds of the member that has most: as many can be asked for. */
    public List<FoldFile> folds() {
        return members.stream()
                .map(Member::folds)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    /** Every member in the order in which they run: a previous stage before the one that needs it. */
    public List<Member> stages() {
        List<Member> all = new ArrayList<>();
        for (Member member : members) {
            member.previousStage().ifPresent(before -> all.addAll(before.stages()));
            all.add(member);
        }
        return all;
    }
}
