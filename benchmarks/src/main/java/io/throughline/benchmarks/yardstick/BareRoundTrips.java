package io.throughline.benchmarks.yardstick;

import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.Interceptor;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.Transaction;
import org.hibernate.type.Type;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/**
 * The least that a cache in Redis can cost without ever being stale: a session that loads something asks Redis once, and one that changes something asks once before the commit and
 * once after it. Here each of these is a GET of a key that does not exist, and what is read comes from a heap.
 */
final class BareRoundTrips implements Interceptor {

    private final RBucket<byte[]> nothing;
    private boolean loaded;
    private boolean changed;

    private BareRoundTrips(RBucket<byte[]> nothing) {
        this.nothing = nothing;
    }

    /** Of a session factory whose sessions do it. It closes the client. */
    static Map<String, Object> settings(String redisUri) {
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        config.useSingleServer().setAddress(redisUri);
        RedissonClient client = Redisson.create(config);
        RBucket<byte[]> nothing = client.getBucket("nothing", ByteArrayCodec.INSTANCE);
        Supplier<Interceptor> perSession = () -> new BareRoundTrips(nothing);
        return Map.of(
                "hibernate.session_factory.session_scoped_interceptor",
                perSession,
                "hibernate.session_factory_observer",
                new SessionFactoryObserver() {
                    @Override
                    public void sessionFactoryClosed(SessionFactory factory) {
                        client.shutdown();
                    }
                });
    }

    /** Whether it comes from the database or from a cache. */
    @Override
    public boolean onLoad(Object entity, Object id, Object[] state, String[] names, Type[] types) {
        if (!loaded) {
            loaded = true;
            nothing.get();
        }
        return false;
    }

    @Override
    public boolean onFlushDirty(
            Object entity, Object id, Object[] state, Object[] before, String[] names, Type[] types) {
        changed = true;
        return false;
    }

    @Override
    public boolean onPersist(Object entity, Object id, Object[] state, String[] names, Type[] types) {
        changed = true;
        return false;
    }

    @Override
    public void beforeTransactionCompletion(Transaction transaction) {
        if (changed) {
            nothing.get();
        }
    }

    @Override
    public void afterTransactionCompletion(Transaction transaction) {
        if (changed) {
            nothing.get();
        }
    }
}
