package org.foldlink.cli;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which values of a labelmap are which part of the tumour. */
final class PartsFlags {

    private static final int ENHANCING_OF_NNUNET = 3;
    private static final int ENHANCING_OF_BRATS = 4;

    @Option(
            names = "--parts",
            paramLabel = "VALUE=NAME",
            split = ",",
            description = {
                "The tumour's parts; the whole tumour is their union (default: 1=necrosis,2=oedema,4=enhancing as BraTS",
                "has them, 3=enhancing where the labels have a 3 and no 4)."
            })
    private @Nullable TreeMap<Integer, String> parts;

    PartsFlags() {}

    /** @param present values of the labelmap */
    SortedMap<Integer, String> of(Set<Integer> present) {
        if (parts != null) {
            parts.forEach((value, name) -> {
                if (value < 1 || value > 65535 || name.isBlank()) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "--parts " + value + "=" + name
                                    + " (expected a value 1..65535 and a name, such as 1=necrosis)");
                }
            });
            return parts;
        }
        SortedMap<Integer, String> usual = new TreeMap<>();
        usual.put(1, "necrosis");
        usual.put(2, "oedema");
        boolean three = present.contains(ENHANCING_OF_NNUNET) && !present.contains(ENHANCING_OF_BRATS);
        usual.put(three ? ENHANCING_OF_NNUNET : ENHANCING_OF_BRATS, "enhancing");
        return usual;
    }
}
