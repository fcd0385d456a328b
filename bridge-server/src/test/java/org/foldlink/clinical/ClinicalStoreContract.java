package org.foldlink.clinical;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every store does. */
public abstract class ClinicalStoreContract implements PatientsContract, TrailContract, TablesContract, TextsContract {

    private ClinicalStore store = new InMemoryStore(StoreSamples.SMALL);

    /** A new one that knows {@link StoreSamples#SMALL}. */
    protected abstract ClinicalStore open() throws Exception;

    @BeforeEach
    void make() throws Exception {
        store = open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public final ClinicalStore store() {
        return store;
    }
}
