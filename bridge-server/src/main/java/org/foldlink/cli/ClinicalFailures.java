package org.foldlink.cli;

import java.io.IOException;
import org.foldlink.clinical.StoreException;

/** Refusals of the clinical side as the command line ends with them. */
final class ClinicalFailures {

    private ClinicalFailures() {}

    static CommandFailure of(StoreException e) {
        ExitCode exit = switch (e.reason()) {
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case NOT_FOUND -> ExitCode.NO_INPUT;
            case CONFLICT -> ExitCode.CANNOT_WRITE;
            case INVALID -> ExitCode.USAGE;
            case INCOMPATIBLE -> ExitCode.MALFORMED;
        };
        return new CommandFailure(exit, String.valueOf(e.getMessage()), e);
    }

    /** Of a file, an atlas, a document: what was given is not what it should be. */
    static CommandFailure malformed(Exception e) {
        return new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
    }

    static CommandFailure usage(Exception e) {
        return new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }

    static CommandFailure cannotWrite(IOException e) {
        return new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
    }

    static CommandFailure unknownPatient(String id) {
        return new CommandFailure(
                ExitCode.NO_INPUT, "patient " + id + " is not held (expected one of `clinical patient list`)");
    }
}
