package org.foldlink.clinical.jdbc;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;

@Tag("peers")
class PostgresMigrationPeersTest implements MigrationContract {

    @Override
    public StoreSettings empty() throws SQLException {
        return Postgres.freshSchema();
    }
}
