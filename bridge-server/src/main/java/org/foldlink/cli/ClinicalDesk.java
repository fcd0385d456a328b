package org.foldlink.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreException.Reason;

/**
 * A store for work that must go on when the database is down: then the seed's knowledge stands in, no hospital is known, and what was found is kept in
 * files alone.
 */
final class ClinicalDesk implements AutoCloseable {

    private final Optional<ClinicalStore> store;
    private final Actor actor;
    private final Knowledge knowledge;
    private final Providers providers;
    private Optional<StoreException> down;

    private ClinicalDesk(
            Optional<ClinicalStore> store,
            Actor actor,
            Knowledge knowledge,
            Providers providers,
            Optional<StoreException> down) {
        this.store = store;
        this.actor = actor;
        this.knowledge = knowledge;
        this.providers = providers;
        this.down = down;
    }

    /** Without a store: nothing is kept. */
    static ClinicalDesk none(ClinicalFlags flags) {
        return new ClinicalDesk(
                Optional.empty(),
                flags.actor(),
                KnowledgeFiles.seed(),
                new Providers(List.of(), List.of()),
                Optional.empty());
    }

    /** @throws CommandFailure if the database is there and cannot be used */
    static ClinicalDesk open(ClinicalFlags flags, Consumer<String> warn) {
        try {
            ClinicalStore store = flags.open();
            try {
                return new ClinicalDesk(
                        Optional.of(store), flags.actor(), store.knowledge(), store.providers(), Optional.empty());
            } catch (StoreException e) {
                store.close();
                throw e;
            }
        } catch (StoreException e) {
            if (e.reason() != Reason.UNAVAILABLE) {
                throw ClinicalFailures.of(e);
            }
            warn.accept(
                    e.getMessage() + "; going on with the knowledge that comes with FoldLink, and without hospitals");
            ClinicalDesk none = none(flags);
            return new ClinicalDesk(Optional.empty(), none.actor, none.knowledge, none.providers, Optional.of(e));
        }
    }

    Knowledge knowledge() {
        return knowledge;
    }

    Providers providers() {
        return providers;
    }

    /** Why nothing can be kept; empty where it can, or where nobody asked for it. */
    Optional<StoreException> down() {
        return down;
    }

    Optional<String> describe() {
        return store.map(ClinicalStore::describe);
    }

    /** What is held of the patient; empty where there is no store, or it went down. */
    Optional<PatientRecord> held(String patient) {
        return ask(s -> s.patient(patient, actor)).flatMap(r -> r);
    }

    /** Keeps it, unless the store is down, or there is none. @return whether it is kept */
    boolean keep(PatientRecord record) {
        return ask(s -> {
                    s.putRecord(record, actor);
                    return true;
                })
                .orElse(false);
    }

    private <T> Optional<T> ask(ClinicalFlags.Work<T> work) {
        if (store.isEmpty() || down.isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.run(store.get()));
        } catch (StoreException e) {
            if (e.reason() != Reason.UNAVAILABLE) {
                throw ClinicalFailures.of(e);
            }
            down = Optional.of(e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        store.ifPresent(ClinicalStore::close);
    }
}
