package org.foldlink.cli;

/** FoldLink's exit codes, the same for every command; docs/cli.md has the table for users. */
enum ExitCode {
    OK(0, "done"),
    FAILED(1, "the work was begun and failed (a job failed, a check found an error)"),
    MALFORMED(
            2, "an input is malformed: a message, a volume, a model, an atlas, a table, a database of another version"),
    USAGE(64, "wrong usage: an unknown option, a missing or impossible value, a bad configuration file"),
    NO_INPUT(66, "an input file, folder, model or patient does not exist or cannot be read"),
    UNAVAILABLE(69, "no server or database could be reached, or a port is in use"),
    INTERNAL(70, "a fault of FoldLink itself; please report it with the log"),
    CANNOT_WRITE(73, "an output or a record exists already, or could not be written"),
    TIMED_OUT(75, "no answer in the time given; trying again may help"),
    CANCELLED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
