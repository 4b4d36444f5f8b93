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

/** Every block of code or configuration in README.md and docs is executed or parsed. A block that nothing checks is an error. */
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
                "``                        | mvn verify | a block of no language",
                "fortran                   | STOP | a block of fortran, which nothing checks",
                "text                      | anything | a text of no kind",
                "text                      | throughline_cache_gots_total{region=\"x\"} 2.0 | throughline_cache_gots_total",
                "console                   | curl localhost:8080/products | to start with",
                "console                   | $ curl example.com | to match pattern",
                "console                   | `$ curl localhost:8080/products\n{` | Unexpected end-of-input",
                "java                      | session.fnd(Product.class, 1); | fnd(java.lang.Class",
                "java                      | public class Product { int a = \"b\"; } | does not compile",
                "xml                       | <property name=\"hibernate.cache.redis.ttl\" value=\"60\"/> | hibernate.cache.redis.ttl='60' is not accepted",
                "xml                       | <property name=\"hibernate.cache.region.factory\" value=\"redis\"/> | no setting hibernate.cache.region.factory is known",
                "xml                       | <shared-cache-mode>SOME</shared-cache-mode> | SharedCacheMode.SOME",
                "xml                       | <property> | </property>",
                "xml                       | <nothing/> | XML with nothing in it that is checked",
                "xml                       | <dependency><groupId>io.throughline</groupId><artifactId>throughline-provider</artifactId><version>0</version></dependency> | version 0",
                "properties                | hibernate.cache.redis.tll=5m | no setting hibernate.cache.redis.tll is known",
                "properties                | hibernate.cache.redis.ttl=5 | hibernate.cache.redis.ttl='5' is not accepted",
                "properties                | hibernate.cache.use_query_cach=true | no setting hibernate.cache.use_query_cach is known",
                "properties redisson-hibernate | hibernate.cache.redisson.fallbak=true | no setting hibernate.cache.redisson.fallbak is known",
                "yaml                      | spring.jpa.properties.hibernate.cache.redis.on_failure: ignore | hibernate.cache.redis.on_failure='ignore' is not accepted",
                "yaml                      | singleServerConfig: {adress: 'redis://x:1'} | Cannot create property=singleServerConfig",
                "json                      | {\"a\": 1} 2 | Trailing token",
                "promql                    | rate(throughline_cache_gets_total[5m] | Brackets do not match",
                "promql                    | throughline_cache_goats_total | throughline_cache_goats_total",
                "sh                        | make it so | a command that is not known here",
                "sh                        | mvn verfy | mvn verfy",
                "sh                        | mvn -Pdmo verify | <id>dmo</id> in a pom",
                "sh                        | mvn verify -Dthroughline.no.such=1 | throughline.no.such is read somewhere",
                "sh                        | mvn verify -Dtest=NoSuchTest | tests NoSuchTest",
                "sh                        | mvn -pl no-such verify | no-such/pom.xml",
                "sh                        | integration-tests/matrx | integration-tests/matrx",
                "sh                        | python3 docs/protocl.py | docs/protocl.py",
                "sh                        | java -jar inspect/target/throughline-inspct.jar entry | throughline-inspct.jar",
                "sh                        | java -jar inspect/target/throughline-inspect.jar entri | entri: entri",
                "sh                        | java -jar inspect/target/throughline-inspect.jar entry --dialct x | x: --dialct",
                "sh                        | redis-cli FLSHALL | ERR unknown command",
                "redis                     | ACL SETUSER shop +nosuchcommand | Unknown command or category name in ACL",
                "redis                     | CONFIG SET maxmemory-policy allkeys-fifo | ERR Invalid argument 'allkeys-fifo'",
                "lua                       | return redis.call( | Error compiling script",
                "hex x                     | zz | not a hexadecimal digit",
                "text log                  | THRU000003: Redis at x answers agan | lines of the provider's log",
                "text exception            | Redis is tired | messages of the provider's exceptions",
                "text keys                 | shop:com.acme.Product:{184}:1 | the stripe of shop:com.acme.Product:{184}:1",
                "text keys                 | <namespace>;<region> | an example of <namespace>;<region>",
                "text record stripe        | 'S' 1 born:8 fence:8 {token:16 limit:4}* | The record ends within token:16",
                "text record lock          | 'S' 1 born:8 fence:8 | 'S' is not what the record has at 0",
                "text grammar              | What? | What?",
                "text layout               | nothere/  io.throughline | nothere",
                "text layout               | provider/  io.throughline.nothere | io/throughline/nothere",
                "text output               | `  recrd  an item` | what inspect prints"
            })
    void aWrongOneIsFound(String info, String text, String message) {
        Block block = new Block("a page", info == null ? "" : info, text == null ? "" : text);
        assertThatThrownBy(() -> CHECKS.check(block))
                .as("%s: %s", info, text)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }
}
