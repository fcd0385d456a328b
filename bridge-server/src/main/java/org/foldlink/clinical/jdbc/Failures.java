package org.foldlink.clinical.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What a database's errors mean, in words that say what to do. Never the driver's own text: it may hold a password or a row. */
final class Failures {

    private static final String CHECK_LOG = "look into the database's own log";

    private static final Set<Integer> DAMAGED = Set.of(
            DataUtils.ERROR_FILE_CORRUPT,
            DataUtils.ERROR_UNSUPPORTED_FORMAT,
            DataUtils.ERROR_CHUNK_NOT_FOUND,
            DataUtils.ERROR_SERIALIZATION);

    private final Database database;

    Failures(Database database) {
        this.database = database;
    }

    /** The error that the driver gave, the deepest of several. */
    static Optional<SQLException> sql(Throwable failure) {
        SQLException found = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                found = e;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether the same transaction may succeed when it runs again: a deadlock, or another's change. */
    static boolean again(SQLException e) {
        return state(e).startsWith("40") || e.getErrorCode() == ErrorCode.CONCURRENT_UPDATE_1;
    }

    /** Whether the connection ended, and its transaction with it; another may be had. */
    static boolean lost(SQLException e) {
        String state = state(e);
        return state.startsWith("08")
                || state.startsWith("57P")
                || e.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
                || e.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN
                || e.getErrorCode() == ErrorCode.OBJECT_CLOSED;
    }

    StoreException of(Throwable failure) {
        return sql(failure).map(this::of).orElseGet(() -> say(Reason.UNAVAILABLE, "failed", CHECK_LOG, failure));
    }

    /** When the answer to a commit never came. */
    StoreException unknown(Throwable failure) {
        return say(
                Reason.UNAVAILABLE,
                "was lost while it was saving",
                "whether it was saved is not known: read it before you repeat it",
                failure);
    }

    private StoreException of(SQLException e) {
        return switch (database.product()) {
            case H2 -> h2(e).orElseGet(() -> byState(e));
            case POSTGRESQL -> byState(e);
        };
    }

    private Optional<StoreException> h2(SQLException e) {
        return Optional.ofNullable(
                switch (e.getErrorCode()) {
                    case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                        say(
                                Reason.UNAVAILABLE,
                                "is in use by another process",
                                "stop that one first; where several share it, use PostgreSQL",
                                e);
                    case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1 -> damaged(e);
                    case ErrorCode.URL_RELATIVE_TO_CWD ->
                        say(Reason.INVALID, "has a relative path", "name a whole path, from / on", e);
                    case ErrorCode.URL_FORMAT_ERROR_2,
                            ErrorCode.UNSUPPORTED_SETTING_1,
                            ErrorCode.DUPLICATE_PROPERTY_1,
                            ErrorCode.INVALID_DATABASE_NAME_1 ->
                        say(Reason.INVALID, "has a url that H2 does not read", "correct its name and options", e);
                    case ErrorCode.FILE_CREATION_FAILED_1 -> cannotWrite(e);
                    case ErrorCode.IO_EXCEPTION_1,
                            ErrorCode.IO_EXCEPTION_2,
                            ErrorCode.ERROR_OPENING_DATABASE_1,
                            ErrorCode.GENERAL_ERROR_1 -> file(e);
                    case ErrorCode.DATABASE_IS_READ_ONLY ->
                        say(Reason.UNAVAILABLE, "is read-only", "make its folder and files writable", e);
                    case ErrorCode.LOCK_TIMEOUT_1, ErrorCode.STATEMENT_WAS_CANCELED -> busy(e);
                    default -> null;
                });
    }

    /** What H2's storage says: of a file it cannot make sense of, or of one that it cannot write. */
    private @Nullable StoreException file(SQLException e) {
        boolean disk = false;
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t instanceof EOFException || (t instanceof MVStoreException m && DAMAGED.contains(m.getErrorCode()))) {
                return damaged(e);
            }
            disk |= t instanceof IOException || t instanceof MVStoreException;
        }
        return disk ? cannotWrite(e) : null;
    }

    private StoreException byState(SQLException e) {
        String state = state(e);
        return switch (state) {
            case "28P01", "28000" ->
                say(
                        Reason.INVALID,
                        "does not let " + who() + " in",
                        "correct user and password, and what the server lets in",
                        e);
            case "3D000" -> say(Reason.INVALID, "does not exist", "make it, or correct the url", e);
            case "42501" ->
                say(
                        Reason.INVALID,
                        "refuses " + who() + " a right that is needed",
                        "let that user own the database",
                        e);
            case "25006" -> say(Reason.UNAVAILABLE, "is read-only", "name the server that can be written", e);
            case "53100" -> say(Reason.UNAVAILABLE, "has no disk space left", "make space", e);
            case "53300", "53400" ->
                say(Reason.UNAVAILABLE, "has no connection left", "close some, or allow it more", e);
            case "57014", "55P03", "40001", "40P01" -> busy(e);
            default ->
                state.startsWith("08") || state.startsWith("57P") || state.startsWith("90")
                        ? say(
                                Reason.UNAVAILABLE,
                                "cannot be reached",
                                "see that it runs and that the url is right; nothing was written",
                                e)
                        : say(
                                Reason.UNAVAILABLE,
                                "failed with SQL state " + (state.isEmpty() ? "unknown" : state),
                                CHECK_LOG + "; nothing was written",
                                e);
        };
    }

    private StoreException busy(SQLException e) {
        return say(Reason.UNAVAILABLE, "is busy", "try again; nothing was written", e);
    }

    private StoreException damaged(SQLException e) {
        return say(
                Reason.INCOMPATIBLE,
                "is damaged, or of another version of H2",
                "put a backup in its place; leave this file for a repair with H2's own tools",
                e);
    }

    private StoreException cannotWrite(SQLException e) {
        return say(
                Reason.UNAVAILABLE,
                "cannot be written",
                "see that its disk has space and its folder can be written; nothing was written",
                e);
    }

    private String who() {
        return database.user().isEmpty() ? "this user" : "user " + database.user();
    }

    private StoreException say(Reason reason, String what, String action, Throwable cause) {
        return new StoreException(
                reason, "clinical database " + database.place() + " " + what + " (" + action + ")", cause);
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
