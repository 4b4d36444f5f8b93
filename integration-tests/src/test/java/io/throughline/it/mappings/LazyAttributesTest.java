package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Attributes that a class with enhanced bytecode loads when they are requested: an attribute that was not loaded is not cached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LazyAttributesTest {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Class<? extends LazyArticle> type = enhanced();
    private final Mapped nodes = Mapped.of(type);

    @AfterAll
    void stop() {
        nodes.close();
        Thread.currentThread().setContextClassLoader(before);
    }

    private static Class<? extends LazyArticle> enhanced() {
        String name = LazyAttributesTest.class.getPackageName() + ".EnhancedArticle";
        byte[] plain =
                new ByteBuddy().redefine(LazyTemplate.class).name(name).make().getBytes();
        byte[] bytes = BytecodeProviderInitiator.buildDefaultBytecodeProvider()
                .getEnhancer(new DefaultEnhancementContext())
                .enhance(name, plain);
        class Loader extends ClassLoader {
            Loader() {
                super(LazyTemplate.class.getClassLoader());
            }

            Class<? extends LazyArticle> define() {
                return defineClass(name, bytes, 0, bytes.length).asSubclass(LazyArticle.class);
            }
        }
        Loader loader = new Loader();
        Thread.currentThread().setContextClassLoader(loader);
        return loader.define();
    }

    private void write(long id, Consumer<LazyArticle> change) {
        nodes.first().inTransaction(session -> change.accept(session.find(type, id)));
    }

    private void insert(long id) {
        nodes.first().inTransaction(session -> {
            try {
                LazyArticle article = type.getDeclaredConstructor().newInstance();
                article.write(id, "title", "text");
                session.persist(article);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** @return SQL statements that it took */
    private long read(long id, Consumer<LazyArticle> reader) {
        Node node = nodes.second();
        nodes.nodes().awaitClocks();
        long sql = node.sqlStatements();
        node.inTransaction(session -> reader.accept(session.find(type, id)));
        return node.sqlStatements() - sql;
    }

    private static void is(LazyArticle article, String title, String text) {
        assertThat(article.title()).isEqualTo(title);
        assertThat(article.text()).isEqualTo(text);
    }

    @Test
    void whatWasLoadedLaterIsNotCached() {
        insert(1);
        read(1, article -> is(article, "title", "text"));
        nodes.second().factory().getCache().evictEntityData(type, 1L);
        assertThat(read(1, article -> assertThat(article.title()).isEqualTo("title")))
                .as("a load without the text")
                .isOne();
        assertThat(read(1, article -> assertThat(article.title()).isEqualTo("title")))
                .as("a hit")
                .isZero();
        assertThat(read(1, article -> is(article, "title", "text")))
                .as("a hit, and a load of the text")
                .isOne();
    }

    @Test
    void anUpdateOfTheOthersLeavesItAlone() {
        insert(2);
        nodes.first().factory().getCache().evictEntityData(type, 2L);
        write(2, article -> article.title("new"));
        read(2, article -> is(article, "new", "text"));
        read(2, article -> is(article, "new", "text"));
    }

    @Test
    void anUpdateOfItIsSeenAtOnce() {
        insert(3);
        read(3, article -> is(article, "title", "text"));
        write(3, article -> article.text("new"));
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(type, 3L).text()).isEqualTo("new"));
        read(3, article -> is(article, "title", "new"));
        write(3, article -> article.text(null));
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(type, 3L).text()).isNull());
        read(3, article -> is(article, "title", null));
    }
}
