package org.foldlink.clinical.jdbc;

import java.nio.file.Path;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.ClinicalStoreContract;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoreSamples;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends ClinicalStoreContract {

    @TempDir
    Path folder;

    @Override
    protected ClinicalStore open() throws StoreException {
        return JdbcStore.open(StoreSettings.embedded(folder.resolve("clinical")), () -> StoreSamples.SMALL);
    }
}
