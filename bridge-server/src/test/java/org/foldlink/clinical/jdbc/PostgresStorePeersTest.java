package org.foldlink.clinical.jdbc;

import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.ClinicalStoreContract;
import org.foldlink.clinical.StoreSamples;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class PostgresStorePeersTest extends ClinicalStoreContract {

    @Override
    protected ClinicalStore open() throws Exception {
        return JdbcStore.open(Postgres.freshSchema(), () -> StoreSamples.SMALL);
    }
}
