package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every block of code or configuration in README.md and docs is executed or parsed. None is passed over: one that nothing checks is an error. */
class BlocksTest {

    private static final BlockChecks CHECKS = new BlockChecks();

    @AfterAll
    static void stop() {
        CHECKS.close();
    }

    @TestFactory
    Stream<DynamicTest> everyBlockIsRight() {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream())
                .map(block -> DynamicTest.dynamicTest(block.place() + " " + block.info(), () -> CHECKS.check(block)));
    }

    @Test
    void pagesHaveBlocks() {
        assertThat(Page.all()).extracting(Page::name).contains("README.md", "docs/settings.md", "docs/format.md");
        assertThat(Page.named("README.md").blocks()).hasSizeGreaterThan(3);
        assertThat(Page.all().stream().flatMap(page -> page.blocks().stream())).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``                        | mvn verify",
                "fortran                   | STOP",
                "text                      | anything",
                "text                      | throughline_cache_gots_total{region=\"x\"} 2.0",
                "console                   | curl localhost:8080/products",
                "console                   | $ curl example.com",
                "console                   | `$ curl localhost:8080/products\n{`",
                "java                      | session.fnd(Product.class, 1);",
                "java                      | public class Product { int a = \"b\"; }",
                "xml                       | <property name=\"hibernate.cache.redis.ttl\" value=\"60\"/>",
                "xml                       | <property name=\"hibernate.cache.region.factory\" value=\"redis\"/>",
                "xml                       | <shared-cache-mode>SOME</shared-cache-mode>",
                "xml                       | <property>",
                "xml                       | <nothing/>",
                "xml                       | <dependency><groupId>io.throughline</groupId><artifactId>throughline-provider</artifactId><version>0</version></dependency>",
                "properties                | hibernate.cache.redis.tll=5m",
                "properties                | hibernate.cache.redis.ttl=5",
                "properties                | hibernate.cache.use_query_cach=true",
                "properties redisson-hibernate | hibernate.cache.redisson.fallbak=true",
                "yaml                      | spring.jpa.properties.hibernate.cache.redis.on_failure: ignore",
                "yaml                      | singleServerConfig: {adress: 'redis://x:1'}",
                "json                      | {\"a\": 1} 2",
                "promql                    | rate(throughline_cache_gets_total[5m]",
                "promql                    | throughline_cache_goats_total",
                "sh                        | make it so",
                "sh                        | mvn verfy",
                "sh                        | mvn -Pdmo verify",
                "sh                        | mvn verify -Dthroughline.no.such=1",
                "sh                        | mvn verify -Dtest=NoSuchTest",
                "sh                        | mvn -pl no-such verify",
                "sh                        | integration-tests/matrx",
                "sh                        | python3 docs/protocl.py",
                "sh                        | java -jar inspect/target/throughline-inspct.jar entry",
                "sh                        | java -jar inspect/target/throughline-inspect.jar entri",
                "sh                        | java -jar inspect/target/throughline-inspect.jar entry --dialct x",
                "sh                        | redis-cli FLSHALL",
                "redis                     | ACL SETUSER shop +nosuchcommand",
                "redis                     | CONFIG SET maxmemory-policy allkeys-fifo",
                "lua                       | return redis.call(",
                "hex x                     | zz",
                "text log                  | THRU000003: Redis at x answers agan",
                "text exception            | Redis is tired",
                "text keys                 | shop:com.acme.Product:{184}:1",
                "text keys                 | <namespace>;<region>",
                "text record stripe        | 'S' 1 born:8 fence:8 {token:16 limit:4}*",
                "text record lock          | 'S' 1 born:8 fence:8",
                "text grammar              | What?",
                "text layout               | nothere/  io.throughline",
                "text layout               | provider/  io.throughline.nothere",
                "text output               | `  recrd  an item`"
            })
    void aWrongOneIsFound(String info, String text) {
        Block block = new Block("a page", info == null ? "" : info, text == null ? "" : text);
        assertThatThrownBy(() -> CHECKS.check(block)).as("%s: %s", info, text);
    }
}
