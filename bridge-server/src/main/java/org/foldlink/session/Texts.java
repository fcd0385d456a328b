package org.foldlink.session;

import java.util.Collection;
import java.util.Locale;

/** Pieces of messages to users. */
final class Texts {

    static final String SHUTTING_DOWN = "the server is shutting down: run again when it is back";

    private Texts() {}

    /** A value that a client sent: cut, without control characters. */
    static String shown(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40) + "…";
    }

    static String list(Collection<String> values) {
        return String.join(", ", values);
    }

    /** Three digits and a binary unit: {@code 1.50 GiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = value >= 100 ? "%.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, format, value, units[unit]);
    }
}
