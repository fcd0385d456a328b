package org.foldlink.inference.openvino;

/** A function of the C library that failed: its name, and what the library says in one line. */
final class OpenVinoException extends Exception {

    private static final int LONGEST = 300;

    private final String reason;

    OpenVinoException(String function, String reason) {
        super(function + ": " + reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    boolean isForWantOfMemory() {
        return reason.contains("bad_alloc") || reason.contains("allocate memory") || reason.contains("out of memory");
    }

    /**
     * OpenVINO's messages begin with the places in its source that they went through ("Exception from src/…:97:", "Check '…' failed at
     * src/…:21:"), which say nothing to a user.
     */
    static String reasonIn(String message) {
        StringBuilder text = new StringBuilder();
        for (String line : message.split("\n", -1)) {
            String part = line.strip();
            if (!part.isEmpty() && !part.matches("(Exception from|Check '.*' failed at) .*:")) {
                text.append(text.length() == 0 ? "" : " ").append(part);
            }
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text.toString();
    }
}
