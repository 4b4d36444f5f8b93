package io.throughline.it.mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.persistence.Entity;
import java.io.Serializable;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * JSON, made by Jackson. Not here, because of Hibernate itself: a record that is not serializable makes the insert of a cached entity fail
 * (a ClassCastException), and an array of records is dirty whenever it has been loaded.
 */
@Entity
class Documents extends Row {

    record Line(String text, int count, Suit suit) implements Serializable {}

    /** A record of the JDK's enums, one of them behind a wildcard, one as the key of a map. */
    record Plan(TimeUnit unit, List<? extends RoundingMode> roundings, Map<ChronoUnit, Suit> suits)
            implements Serializable {}

    @JdbcTypeCode(SqlTypes.JSON)
    Plan plan;

    @JdbcTypeCode(SqlTypes.JSON)
    Line line;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Line> lines;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> map;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, List<Integer>> typedMap;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode node;

    @JdbcTypeCode(SqlTypes.JSON)
    String text;

    static Basics basics() {
        Line one = new Line("a", 1, Suit.CLUBS);
        Line two = new Line(null, 2, Suit.HEARTS);
        return Basics.of(Documents.class)
                .with(
                        "plan",
                        new Plan(TimeUnit.DAYS, List.of(RoundingMode.UP), Map.of(ChronoUnit.DAYS, Suit.CLUBS)),
                        new Plan(null, List.of(), Map.of()))
                .with("line", one, two)
                .with("lines", List.of(one, two), List.of())
                .with("map", Map.of("a", List.of(1, "x", Map.of("b", true))), Map.of())
                .with("typedMap", Map.of("a", List.of(1, 2)), Map.of("b", List.of()))
                .with(
                        "node",
                        JsonNodeFactory.instance.objectNode().put("a", 1),
                        JsonNodeFactory.instance.arrayNode().add("x"))
                .with("text", "{\"a\": 1}", "[]");
    }
}
