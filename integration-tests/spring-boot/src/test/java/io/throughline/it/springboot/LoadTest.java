package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.springboot.Load.Instance;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the checker of a rolling restart finds out. */
@Timeout(60)
class LoadTest {

    /** What all instances share. */
    private final AtomicInteger stock = new AtomicInteger();

    private final Instance<Shop> honest = new Instance<>(new Pretended(answer -> answer, adds -> adds));

    /** One product, in memory. */
    private class Pretended implements Shop {

        private final IntUnaryOperator answer;
        private final IntUnaryOperator pieces;

        Pretended(IntUnaryOperator answer, IntUnaryOperator pieces) {
            this.answer = answer;
            this.pieces = pieces;
        }

        @Override
        public String get(String path) throws IOException {
            return json(answer.applyAsInt(stock.get()));
        }

        @Override
        public String post(String path) throws IOException {
            return json(path.contains("stock") ? stock.addAndGet(pieces.applyAsInt(1)) : 0);
        }

        private static String json(int stock) {
            return "{\"id\":1,\"stock\":" + stock + "}";
        }

        @Override
        public boolean isStopping() {
            return false;
        }

        @Override
        public void awaitEnd() {
            throw new IllegalStateException("nobody stops it");
        }
    }

    /** To both in turn, until something fails or they have answered a hundred times each. */
    private Load<Shop> run(Shop other) throws IOException {
        Instance<Shop> instance = new Instance<>(other);
        try (Load<Shop> load = Load.on(List.of(honest, instance), 1)) {
            load.awaitAnswers(honest, 100);
            load.awaitAnswers(instance, 100);
            return load;
        }
    }

    @Test
    void nothingIsFoundWhereAllIsWell() throws IOException {
        Load<Shop> load = run(new Pretended(answer -> answer, adds -> adds));
        assertThat(load.failures()).isEmpty();
        assertThat(load.unanswered()).isZero();
        assertThat(load.lost(honest)).isEmpty();
    }

    @Test
    void aStaleAnswer() throws IOException {
        assertThat(run(new Pretended(answer -> Math.max(0, answer - 1), adds -> adds))
                        .failures())
                .isNotEmpty()
                .allMatch(failure -> failure.startsWith("Stale: the stock of product 1 is "));
    }

    @Test
    void anAdditionThatWasNone() throws IOException {
        assertThat(run(new Pretended(answer -> answer, adds -> 0)).failures())
                .isNotEmpty()
                .allMatch(failure -> failure.startsWith("After adding one"));
    }

    @Test
    void anAdditionThatIsLostLater() throws IOException {
        Load<Shop> load = run(new Pretended(answer -> answer, adds -> adds));
        stock.decrementAndGet();
        assertThat(load.lost(honest)).hasSize(1);
    }

    @Test
    void anInstanceThatFailsThoughNobodyStopsIt() throws IOException {
        assertThat(run(new Pretended(answer -> answer, adds -> adds) {
                            @Override
                            public String get(String path) throws IOException {
                                throw new IOException("reset");
                            }
                        })
                        .failures())
                .isNotEmpty()
                .allMatch(failure -> failure.contains("nobody stops"));
    }

    /** Its connections may break, its answers must be right. */
    @Test
    void anErrorOfAnInstanceThatStops() throws IOException {

        assertThat(run(new Pretended(answer -> answer, adds -> adds) {
                            @Override
                            public String get(String asked) {
                                throw new RefusedException("500");
                            }

                            @Override
                            public boolean isStopping() {
                                return true;
                            }
                        })
                        .failures())
                .isNotEmpty()
                .allMatch(failure -> failure.contains("500"));
    }
}
