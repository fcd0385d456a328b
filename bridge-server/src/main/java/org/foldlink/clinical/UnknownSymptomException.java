package org.foldlink.clinical;

import java.util.List;

/** A text that names no symptom, or more than one; its message says which may be meant. */
public final class UnknownSymptomException extends Exception {

    private final List<String> nearest;
    private final boolean ambiguous;

    UnknownSymptomException(String message, List<String> nearest, boolean ambiguous) {
        super(message);
        this.nearest = List.copyOf(nearest);
        this.ambiguous = ambiguous;
    }

    /** Ids that may be meant, likeliest first. */
    public List<String> nearest() {
        return nearest;
    }

    /** Whether the text fits several equally. */
    public boolean ambiguous() {
        return ambiguous;
    }
}
