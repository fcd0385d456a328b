package org.foldlink.clinical;

import java.util.List;

/** Files or documents that were refused; nothing of them was taken. Each problem says where it is, what was found and what was expected. */
public final class ClinicalDataException extends Exception {

    private static final int SHOWN = 20;

    private final List<String> problems;

    ClinicalDataException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the order of the files. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String shown = String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())));
        int more = problems.size() - SHOWN;
        return more > 0 ? shown + "\nand " + more + " more" : shown;
    }
}
