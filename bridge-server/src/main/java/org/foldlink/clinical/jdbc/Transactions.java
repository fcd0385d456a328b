package org.foldlink.clinical.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.RecordChecks;
import org.foldlink.clinical.Refusals;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions one after another, over all processes that share the database: each locks the one row of {@code store} first. So none sees half of
 * another's, and none has to be undone because of another; what a database undoes all the same runs again.
 */
final class Transactions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int TRIES = 4;

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final Failures failures;

    Transactions(HikariDataSource source, Failures failures) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.failures = failures;
    }

    /** What is done in a transaction; may run more than once. */
    interface Work<T> {
        T in(Handle handle) throws StoreException;
    }

    /** With an entry in the audit trail: in the same transaction, or in one of its own that says that it was refused. */
    <T> T audited(String action, String subject, Actor actor, Work<T> work) throws StoreException {
        if (source.isClosed()) {
            throw Refusals.closed();
        }
        RecordChecks.actor(actor);
        try {
            return run(h -> {
                T result = work.in(h);
                boolean nothing = result instanceof Optional<?> o && o.isEmpty();
                Trail.write(h, salt(h), actor, action, subject, nothing ? outcome(Reason.NOT_FOUND) : "done");
                return result;
            });
        } catch (StoreException refused) {
            if (refused.reason() != Reason.UNAVAILABLE) {
                note(refused, h -> {
                    Trail.write(h, salt(h), actor, action, subject, outcome(refused.reason()));
                    return refused;
                });
            }
            throw refused;
        }
    }

    private void note(StoreException refused, Work<StoreException> entry) {
        try {
            run(entry);
        } catch (StoreException e) {
            // What it refused for is what the caller must know.
            refused.addSuppressed(e);
        }
    }

    <T> T run(Work<T> work) throws StoreException {
        for (int attempt = 1; ; attempt++) {
            if (source.isClosed()) {
                throw Refusals.closed();
            }
            try {
                return once(work);
            } catch (JdbiException e) {
                Optional<SQLException> sql = Failures.sql(e);
                boolean again = attempt < TRIES && sql.filter(Failures::again).isPresent();
                boolean another = attempt == 1 && !(e instanceof ConnectionException) && ended(sql);
                if (!(again || another) || !pause(attempt)) {
                    throw failures.of(e);
                }
            }
        }
    }

    /** Whether the database ended the connection, perhaps while nobody used it; the others of the pool have then ended too. */
    private boolean ended(Optional<SQLException> sql) {
        if (sql.filter(Failures::lost).isEmpty()) {
            return false;
        }
        source.getHikariPoolMXBean().softEvictConnections();
        return true;
    }

    private <T> T once(Work<T> work) throws StoreException {
        Handle handle = jdbi.open();
        try {
            handle.begin();
            handle.createQuery("SELECT id FROM store WHERE id = 1 FOR UPDATE")
                    .mapTo(Integer.class)
                    .one();
            T result = work.in(handle);
            commit(handle);
            return result;
        } catch (StoreException | RuntimeException e) {
            undo(handle, e);
            throw e;
        } finally {
            close(handle);
        }
    }

    private void commit(Handle handle) throws StoreException {
        try {
            handle.commit();
        } catch (JdbiException e) {
            if (Failures.sql(e).filter(Failures::again).isPresent()) {
                throw e;
            }
            throw failures.unknown(e);
        }
    }

    static String salt(Handle h) {
        return h.createQuery("SELECT salt FROM store WHERE id = 1")
                .mapTo(String.class)
                .one();
    }

    private static void undo(Handle handle, Exception failure) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            // The connection is gone, and the database undoes what was not committed.
            failure.addSuppressed(e);
        }
    }

    private static void close(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            // Nothing hangs on it: what there was to say was said by then.
        }
    }

    private static boolean pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(10, 40L << attempt));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String outcome(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** H2 only: writes the file anew. */
    void shutDownCompact() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            // Its own connection ends with it.
            if (!Failures.lost(e)) {
                LOG.warn("the clinical database could not be compacted: what was deleted may still be in its file");
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
