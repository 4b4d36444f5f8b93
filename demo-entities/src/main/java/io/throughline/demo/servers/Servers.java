package io.throughline.demo.servers;

/** A PostgreSQL and a Redis. Closing stops those that the demo started, and leaves the user's own alone. */
public interface Servers extends AutoCloseable {

    Database database();

    RedisUri redis();

    @Override
    void close();

    /** The user's own. */
    record Own(Database database, RedisUri redis) implements Servers {

        @Override
        public void close() {
            // not ours to stop
        }
    }
}
