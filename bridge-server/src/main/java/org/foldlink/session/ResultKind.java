package org.foldlink.session;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a job sends back, each under the device {@code <job>.<suffix>}. */
public enum ResultKind {
    PROGRESS,
    LABELS,
    DOUBT,
    /** A volume a class, each under {@code <job>.prob.<value>}; 0 is the background. */
    PROBABILITIES,
    BOXES,
    /** The box of each structure by itself, under {@code <job>.box.<value>}. */
    BOX,
    CENTRES,
    /** A closed mesh a structure, each under {@code <job>.surf.<value>}. */
    SURFACES,
    RESULT,
    STATUS,
    /** Where the tumour lies; asked for by a Site of its own, never by a job's options. */
    SITE;

    /** Of a client with the module: the labelmap, what is small, and nothing that has to be asked for. */
    public static final Set<ResultKind> USUAL =
            Collections.unmodifiableSet(EnumSet.of(PROGRESS, LABELS, BOXES, CENTRES, RESULT, STATUS));

    /** Of a plain client: what a plain Slicer turns into nodes. */
    public static final Set<ResultKind> PLAIN = Collections.unmodifiableSet(EnumSet.of(LABELS, BOXES, CENTRES, STATUS));

    /** All that a classification has. */
    public static final Set<ResultKind> CLASS = Collections.unmodifiableSet(EnumSet.of(PROGRESS, RESULT, STATUS));

    /** Of a plain client's classification: its only result is the document, a text node in a plain Slicer. */
    public static final Set<ResultKind> PLAIN_CLASS = Collections.unmodifiableSet(EnumSet.of(RESULT, STATUS));

    public String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The device name, at most 13 bytes for a job id of up to 6. */
    public String device(String job) {
        return job + "." + suffix();
    }

    /** What a job's option {@code results} may ask for. */
    private static final Set<ResultKind> OF_JOBS = Collections.unmodifiableSet(EnumSet.range(PROGRESS, STATUS));

    /** From the option {@code results}. */
    public static ResultKind parse(String suffix) throws RequestException {
        for (ResultKind kind : OF_JOBS) {
            if (kind.suffix().equals(suffix)) {
                return kind;
            }
        }
        throw new RequestException(
                ErrorCode.BAD_OPTION,
                "options.results",
                "result " + suffix + " is unknown (expected "
                        + OF_JOBS.stream().map(ResultKind::suffix).collect(Collectors.joining(", ")) + ")");
    }
}
