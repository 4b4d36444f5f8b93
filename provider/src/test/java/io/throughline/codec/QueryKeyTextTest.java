package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.query.spi.QueryParameterBindings;
import org.junit.jupiter.api.Test;

/** What needs no parameters; those are tested with Hibernate, whose class of them cannot be made here. */
class QueryKeyTextTest {

    private static QueryKey key(String sql, Integer first, Integer most, String... filters) {
        return new QueryKey(sql, QueryParameterBindings.NO_PARAMETER_BINDING_MEMENTO, first, most, Set.of(filters));
    }

    private static String text(QueryKey key, String tenant, TimeZone zone) {
        return QueryKeyText.of(key, tenant, zone, NoCodec.INSTANCE);
    }

    @Test
    void differ() {
        List<String> texts = new ArrayList<>();
        for (String sql :
                List.of("", "select 1", "select 1 ", "select '\ud800'", "select '\ud801'", "select '\ufffd'")) {
            texts.add(text(key(sql, null, null), null, null));
        }
        texts.add(text(key("select 1", 1, null), null, null));
        texts.add(text(key("select 1", null, 1), null, null));
        texts.add(text(key("select 1", 1, 1), null, null));
        texts.add(text(key("select 1", null, null, "a"), null, null));
        texts.add(text(key("select 1", null, null, "b"), null, null));
        texts.add(text(key("select 1", null, null), "", null));
        texts.add(text(key("select 1", null, null), "a", null));
        texts.add(text(key("select 1", null, null), "null", null));
        texts.add(text(key("select 1", null, null), null, TimeZone.getTimeZone("UTC")));
        texts.add(text(key("select 1", null, null), null, TimeZone.getTimeZone("Asia/Tokyo")));
        texts.add(text(key("select 1", null, null), "UTC", null));
        assertThat(texts).doesNotHaveDuplicates().allMatch(text -> text.matches("[0-9a-f]{64}"));
    }

    @Test
    void areTheSameForEqualQueries() {
        assertThat(text(key("select 1", 1, 2, "a"), "t", TimeZone.getTimeZone("UTC")))
                .isEqualTo(text(key("select 1", 1, 2, "a"), "t", TimeZone.getTimeZone("UTC")));
    }
}
