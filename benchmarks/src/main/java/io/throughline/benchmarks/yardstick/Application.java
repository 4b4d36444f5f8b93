package io.throughline.benchmarks.yardstick;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/**
 * An application with one contender, in a JVM of its own, so that its processor time can be measured. It reads orders from its standard input, one on
 * each line: {@code operation threads milliseconds}, or {@value #TIDY}. It answers each with a line that begins with {@value #ANSWER}.
 */
final class Application {

    static final String ANSWER = "figures ";
    /** To remove what operations have inserted: an order of its own, so that the servers' work for it is counted with no operation. */
    static final String TIDY = "tidy";

    private static final int CONNECTIONS = 10;
    /** The distance between the ids that two nodes insert. */
    private static final long APART = 1_000_000_000;

    private static final double NANOS_A_MICRO = 1000;
    private static final double MILLIS_A_SECOND = 1000;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SessionFactory factory;
    private final DataSource database;

    private final int node;
    private final AtomicLong inserted;

    private Application(SessionFactory factory, DataSource database, int node) {
        this.factory = factory;
        this.database = database;
        this.node = node;
        this.inserted = new AtomicLong(firstInserted());
    }

    private long firstInserted() {
        return (node + 1L) * APART;
    }

    /** @param args contender, which node of it, JDBC URL with the user in it, Redis URI */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        Contender contender = Contender.valueOf(args[0]);
        PrintStream out = System.out;
        int node = Integer.parseInt(args[1]);
        try (HikariDataSource database = database(args[2], contender);
                SessionFactory factory = factory(contender, node, args[3], database);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (node == 0) {
                factory.inTransaction(Operation::fill);
            }
            contender.prepare(factory);
            Application application = new Application(factory, database, node);
            out.println(ANSWER + "ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(TIDY)) {
                    application.takeAwayInserted();
                    out.println(ANSWER + "none");
                    continue;
                }
                String[] words = line.split(" ");
                Figures figures = application.run(
                        Operation.valueOf(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
                out.println(ANSWER + figures.line());
            }
        }
    }

    private static HikariDataSource database(String jdbcUrl, Contender contender) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists " + contender.schema());
        }
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(jdbcUrl + (jdbcUrl.contains("?") ? '&' : '?') + "currentSchema=" + contender.schema());
        pool.setMaximumPoolSize(CONNECTIONS);
        // threads open further connections when they need them: in the warm-up, not while operations are counted
        pool.setMinimumIdle(1);
        pool.setAutoCommit(false);
        return new HikariDataSource(pool);
    }

    private static SessionFactory factory(Contender contender, int node, String redisUri, HikariDataSource database) {
        return new MetadataSources(new StandardServiceRegistryBuilder()
                        .applySetting("hibernate.connection.datasource", database)
                        .applySetting("hibernate.connection.provider_disables_autocommit", "true")
                        .applySetting("hibernate.hbm2ddl.auto", node == 0 ? "create" : "none")
                        .applySetting("hibernate.jdbc.batch_size", "50")
                        .applySetting("hibernate.order_updates", "true")
                        .applySetting("hibernate.cache.use_query_cache", "true")
                        .applySettings(contender.settings(redisUri))
                        .build())
                .addAnnotatedClass(Item.class)
                .addAnnotatedClass(Basket.class)
                .buildMetadata()
                .buildSessionFactory();
    }

    /** Removes inserted rows, so that they make no table large for later operations. It bypasses every cache: nobody asks for these rows. */
    private void takeAwayInserted() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from Item where shelf = " + Operation.NO_SHELF + " and id between "
                    + firstInserted() + " and " + inserted);
            connection.commit();
        }
    }

    private Figures run(Operation operation, int threads, long millis) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long cpu = PROCESS.getProcessCpuTime();
            Map<Long, Long> bytes = allocated();
            long compiled = COMPILER.getTotalCompilationTime();
            long start = System.nanoTime();
            long end = start + millis * 1_000_000;
            List<Future<long[]>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Operation.Rows rows = new Operation.Rows(node * threads + thread, inserted);
                running.add(pool.submit(() -> repeat(operation, rows, end)));
            }
            List<long[]> took = new ArrayList<>();
            for (Future<long[]> thread : running) {
                took.add(thread.get());
            }
            long[] all = took.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Figures(
                    all.length,
                    all.length / seconds,
                    (PROCESS.getProcessCpuTime() - cpu) / NANOS_A_MICRO / all.length,
                    (double) allocatedSince(bytes) / all.length,
                    all[all.length / 2] / NANOS_A_MICRO,
                    all[(int) (all.length * 99L / 100)] / NANOS_A_MICRO,
                    (COMPILER.getTotalCompilationTime() - compiled) / MILLIS_A_SECOND / seconds);
        } finally {
            pool.shutdown();
        }
    }

    /** Repeats the operation, at least once. */
    private long[] repeat(Operation operation, Operation.Rows rows, long end) {
        long[] took = new long[1024];
        int count = 0;
        long before = System.nanoTime();
        do {
            factory.inTransaction(session -> operation.run(session, rows));
            long after = System.nanoTime();
            if (count == took.length) {
                took = Arrays.copyOf(took, 2 * count);
            }
            took[count++] = after - before;
            before = after;
        } while (before < end);
        return Arrays.copyOf(took, count);
    }

    /** The bytes allocated by each live thread. */
    private static Map<Long, Long> allocated() {
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            if (bytes[i] >= 0) { // it has not just ended
                byThread.put(threads[i], bytes[i]);
            }
        }
        return byThread;
    }

    /** Bytes allocated since then, except by threads that have ended meanwhile. The threads that run the operations live until they have been counted. */
    private static long allocatedSince(Map<Long, Long> before) {
        long sum = 0;
        for (Map.Entry<Long, Long> thread : allocated().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }
}
