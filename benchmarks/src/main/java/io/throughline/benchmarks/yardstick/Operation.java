package io.throughline.benchmarks.yardstick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.Session;

/** What an application does, each operation in a transaction of its own. Threads that write have rows of their own, so that none waits for another's row. */
enum Operation {
    FIND {
        @Override
        long run(Session session, Rows rows) {
            return session.find(Item.class, rows.any()).stock;
        }
    },
    FIND_20 {
        @Override
        long run(Session session, Rows rows) {
            long sum = 0;
            for (int i = 0; i < FEW; i++) {
                sum += session.find(Item.class, rows.any()).stock;
            }
            return sum;
        }
    },
    COLLECTION_100 {
        @Override
        long run(Session session, Rows rows) {
            return sum(session.find(Basket.class, rows.anyShelf()).items);
        }
    },
    CACHED_QUERY_100 {
        @Override
        long run(Session session, Rows rows) {
            return sum(query(session, rows.anyShelf(), true));
        }
    },
    QUERY_100 {
        @Override
        long run(Session session, Rows rows) {
            return sum(query(session, rows.anyShelf(), false));
        }
    },
    UPDATE_1 {
        @Override
        long run(Session session, Rows rows) {
            return ++session.find(Item.class, rows.own()).stock;
        }
    },
    UPDATE_50 {
        @Override
        long run(Session session, Rows rows) {
            long first = rows.first();
            long sum = 0;
            for (long id = first; id < first + MANY; id++) {
                sum += ++session.find(Item.class, id).stock;
            }
            return sum;
        }
    },
    INSERT_50 {
        @Override
        long run(Session session, Rows rows) {
            for (int i = 0; i < MANY; i++) {
                session.persist(new Item(rows.next(), NO_SHELF));
            }
            return MANY;
        }
    },
    MIX_95_5 {
        @Override
        long run(Session session, Rows rows) {
            return (ThreadLocalRandom.current().nextInt(FEW) == 0 ? UPDATE_1 : FIND).run(session, rows);
        }
    };

    /** There is a shelf, and a basket, for each hundred rows. */
    static final int SHELF = 100;

    /** The shelf of inserted rows. */
    static final int NO_SHELF = -1;

    static final int SHELVES = 20;
    static final int ROWS = SHELF * SHELVES;

    private static final int FEW = 20;
    private static final int MANY = 50;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** @return something that depends on all that was read */
    abstract long run(Session session, Rows rows);

    /**
     * The rows that a thread uses.
     *
     * @param thread the thread's number among those of all nodes, from 0
     * @param inserted the last id that its node has inserted
     */
    record Rows(int thread, AtomicLong inserted) {

        long any() {
            return ThreadLocalRandom.current().nextLong(ROWS);
        }

        long anyShelf() {
            return ThreadLocalRandom.current().nextLong(SHELVES);
        }

        long first() {
            return (long) thread * SHELF;
        }

        long next() {
            return inserted.incrementAndGet();
        }

        long own() {
            return first() + ThreadLocalRandom.current().nextLong(SHELF);
        }
    }

    static void fill(Session session) {
        List<Basket> baskets = new ArrayList<>();
        for (long id = 0; id < SHELVES; id++) {
            Basket basket = new Basket(id);
            session.persist(basket);
            baskets.add(basket);
        }
        for (long id = 0; id < ROWS; id++) {
            Item item = new Item(id, (int) (id / SHELF));
            session.persist(item);
            baskets.get(item.shelf).items.add(item);
        }
    }

    /** Reads everything that reading operations read, through the cache. */
    static void readAll(Session session) {
        for (long id = 0; id < SHELVES; id++) {
            sum(session.find(Basket.class, id).items);
            sum(query(session, id, true));
        }
    }

    private static List<Item> query(Session session, long shelf, boolean cacheable) {
        return session.createQuery("from Item where shelf = :shelf", Item.class)
                .setParameter("shelf", (int) shelf)
                .setCacheable(cacheable)
                .getResultList();
    }

    private static long sum(List<Item> items) {
        long sum = 0;
        for (Item item : items) {
            sum += item.stock;
        }
        return sum;
    }
}
