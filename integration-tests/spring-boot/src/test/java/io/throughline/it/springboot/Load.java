package io.throughline.it.springboot;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/**
 * Requests to all instances in turn, also to one that is down, as from clients that know no better; and a checker. Of each product one thread adds to the stock,
 * by one each time, and others look at it. No answer may be older than what some client was told before it asked.
 */
final class Load<S extends Shop> implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int READERS_OF_A_PRODUCT = 2;

    /** Between two requests of a client: an instance that starts needs the processor as well. */
    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(10);

    private final List<Instance<S>> instances;
    private final List<Product> products = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean ended;

    /** @param instances what stands where they stand: it may be replaced */
    private Load(List<Instance<S>> instances) {
        this.instances = instances;
    }

    /** An address, behind which one process follows another. */
    static final class Instance<S extends Shop> {

        private volatile S application;
        private int answers;

        Instance(S application) {
            this.application = application;
        }

        S application() {
            return application;
        }

        synchronized void replace(S next) {
            application = next;
            answers = 0;
        }

        private synchronized void answered(Shop by) {
            if (by == application) {
                answers++;
                notifyAll();
            }
        }
    }

    /** What is known of one. */
    private static final class Product {

        private final long id;

        /** The newest stock that somebody was told. */
        private final AtomicInteger known = new AtomicInteger();

        private final AtomicInteger acknowledged = new AtomicInteger();
        private final AtomicInteger uncertain = new AtomicInteger();

        private Product(long id) {
            this.id = id;
        }
    }

    static <S extends Shop> Load<S> on(List<Instance<S>> instances, int products) throws IOException {
        Load<S> load = new Load<>(instances);
        for (int i = 0; i < products; i++) {
            String created = instances.get(0).application().post("/products?name=p" + i);
            Product product = new Product(JSON.readTree(created).get("id").longValue());
            load.products.add(product);
            load.start("writer " + i, () -> load.write(product));
            for (int j = 0; j < READERS_OF_A_PRODUCT; j++) {
                load.start("reader " + i, () -> load.read(product));
            }
        }
        return load;
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    while (!ended && failures.isEmpty()) {
                        try {
                            work.run();
                            LockSupport.parkNanos(PACE);
                        } catch (RuntimeException e) {
                            failures.add(name + ": " + e);
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    private void write(Product product) {
        ask(product, "/products/" + product.id + "/stock?pieces=1", true, known -> known + 1);
    }

    private void read(Product product) {
        ask(product, "/products/" + product.id, false, known -> known);
    }

    /** @param least the stock that may be answered, by what was known before */
    private void ask(Product product, String path, boolean write, IntUnaryOperator least) {
        Instance<S> instance = instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
        S application = instance.application();
        int known = product.known.get();
        try {
            int stock = JSON.readTree(write ? application.post(path) : application.get(path))
                    .get("stock")
                    .intValue();
            if (stock < least.applyAsInt(known)) {
                failures.add((write ? "After adding one" : "Stale: the") + " stock of product " + product.id + " is "
                        + stock + ", and somebody was told " + known + " before");
            }
            product.known.accumulateAndGet(stock, Math::max);
            answers.incrementAndGet();
            instance.answered(application);
            if (write) {
                product.acknowledged.incrementAndGet();
            }
        } catch (IOException e) {
            if (!application.isStopping()) {
                failures.add("An instance that nobody stops does not answer: " + e);
            }
            unanswered.incrementAndGet();
            if (write && !(e instanceof ConnectException)) {
                product.uncertain.incrementAndGet();
                application.awaitEnd(); // it may still do it, and this product has one writer
            }
        }
    }

    /** Until the present process of the instance has given so many answers, or something has failed. */
    void awaitAnswers(Instance<S> instance, int count) {
        synchronized (instance) {
            while (instance.answers < count && failures.isEmpty()) {
                try {
                    instance.wait(1000); // failures do not notify
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** What must not have happened. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    int answers() {
        return answers.get();
    }

    /** Requests to an instance that was told to stop, and not answered by it. */
    int unanswered() {
        return unanswered.get();
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** After the end: that each addition which was acknowledged is there, once. */
    List<String> lost(Instance<S> instance) throws IOException {
        List<String> lost = new ArrayList<>();
        for (Product product : products) {
            int stock = JSON.readTree(instance.application().get("/products/" + product.id))
                    .get("stock")
                    .intValue();
            int least = product.acknowledged.get();
            int most = least + product.uncertain.get();
            if (stock < least || stock > most) {
                lost.add("stock of product " + product.id + " is " + stock + ", not " + least + " to " + most);
            }
        }
        return lost;
    }
}
