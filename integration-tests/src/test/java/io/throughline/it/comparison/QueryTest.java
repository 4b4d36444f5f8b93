package io.throughline.it.comparison;

import io.throughline.it.nodes.Node;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;

/** With a query cache. */
abstract class QueryTest extends ComparisonTest {

    QueryTest(Class<?>... entities) {
        super(entities);
    }

    @Override
    Node.Builder configured(Node.Builder builder) {
        return builder.set("hibernate.cache.use_query_cache", "true");
    }

    static <T> SelectionQuery<T> cacheable(Session session, String hql, Class<T> result) {
        return session.createSelectionQuery(hql, result).setCacheable(true);
    }

    static <T> List<T> list(Session session, String hql, Class<T> result) {
        return cacheable(session, hql, result).getResultList();
    }
}
