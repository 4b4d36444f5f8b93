package io.throughline.it.deploy;

import java.util.ArrayList;
import java.util.List;

/**
 * What one release has changed in a mapping.
 *
 * @param columns all that either has, beside {@code id} and {@code counter}
 * @param sameShape whether the bodies of both mean the same: then they may be shared
 */
record Change(String name, String columns, List<String> before, List<String> after, boolean sameShape) {

    @Override
    public String toString() {
        return name;
    }

    static List<Change> all() {
        return List.of(
                entity(
                        "attribute added, or removed",
                        "amount bigint, colour varchar(20), label varchar(20)",
                        "public long amount; public String label; #amount = n; label = \"l\" + n;",
                        "public long amount; public String colour; public String label; #amount = n; colour = \"c\" + n; label = \"L\" + n;"),
                entity(
                        "attribute in the place of another of its type",
                        "discount bigint, fee bigint, label varchar(20)",
                        "public Long discount; public String label; #discount = 1000L + n; label = \"l\" + n;",
                        "public Long fee; public String label; #fee = 2000L + n; label = \"l\" + n;"),
                entity(
                        "attribute renamed, the column kept",
                        "label varchar(20), weight bigint",
                        "public String label; public long weight; #label = \"l\" + n; weight = n;",
                        "@Column(name = \"label\") public String title; public long weight; #title = \"t\" + n; weight = -n;"),
                entity(
                        "column renamed, the attribute kept",
                        "label varchar(20), newlabel varchar(20)",
                        "public String label; #label = \"old\" + n;",
                        "@Column(name = \"newlabel\") public String label; #label = \"new\" + n;"),
                entity(
                        "column in the place of a formula",
                        "label varchar(20)",
                        "public String label; @Formula(\"upper(label)\") public String shown; #label = \"l\" + n;",
                        "public String label; @Formula(\"lower(label)\") public String shown; #label = \"L\" + n;"),
                entity(
                        "number retyped",
                        "amount bigint",
                        "public int amount; #amount = n;",
                        "public long amount; #amount = n;"),
                new Change(
                        "text retyped as an enum",
                        "colour varchar(20)",
                        List.of(article("public String colour; #colour = n % 2 == 0 ? \"RED\" : \"BLUE\";")),
                        List.of(
                                "public enum Colour { RED, BLUE }",
                                article(
                                        "@Enumerated(EnumType.STRING) public Colour colour; #colour = Colour.values()[n % 2];")),
                        false),
                new Change(
                        "attribute moved to a superclass",
                        "amount bigint, label varchar(20)",
                        List.of(article("public long amount; public String label; #amount = n; label = \"l\" + n;")),
                        List.of(
                                "@MappedSuperclass public class Thing { public String label; }",
                                article("public long amount; #amount = n; label = \"L\" + n;")
                                        .replace("class Article", "class Article extends Thing")),
                        true),
                new Change(
                        "enum constant added",
                        "colour varchar(20)",
                        List.of(
                                "public enum Colour { RED, BLUE }",
                                article(
                                        "@Enumerated(EnumType.STRING) public Colour colour; #colour = Colour.values()[n % 2];")),
                        List.of(
                                "public enum Colour { GREEN, RED, BLUE }",
                                article(
                                        "@Enumerated(EnumType.STRING) public Colour colour; #colour = Colour.values()[1 + n % 2];")),
                        false),
                new Change(
                        "embeddable changed",
                        "city varchar(20), street varchar(20), zip varchar(20)",
                        List.of(
                                "@Embeddable public class Address { public String city; public String street; }",
                                article(
                                        "public Address address = new Address(); #address.city = \"c\" + n; address.street = \"s\" + n;")),
                        List.of(
                                "@Embeddable public class Address { public String city; @Column(name = \"zip\") public String code; public String street; }",
                                article(
                                        "public Address address = new Address(); #address.city = \"C\" + n; address.street = \"S\" + n; address.code = \"z\" + n;")),
                        false),
                new Change(
                        "columns of an embeddable exchanged",
                        "city varchar(20), street varchar(20)",
                        List.of(
                                "@Embeddable public class Address { public String city; public String street; }",
                                article(
                                        "public Address address = new Address(); #address.city = \"c\" + n; address.street = \"s\" + n;")),
                        List.of(
                                "@Embeddable public class Address { @Column(name = \"street\") public String city; @Column(name = \"city\") public String street; }",
                                article(
                                        "public Address address = new Address(); #address.city = \"s\" + n; address.street = \"c\" + n;")),
                        false),
                new Change(
                        "class of a JSON attribute changed",
                        "document json",
                        List.of(
                                "public record Document(String title, int pages) implements java.io.Serializable {}",
                                article(
                                        "@JdbcTypeCode(SqlTypes.JSON) public Document document; #document = new Document(\"t\" + n, n);")),
                        List.of(
                                "@com.fasterxml.jackson.annotation.JsonIgnoreProperties(ignoreUnknown = true)\n"
                                        + "public record Document(String title) implements java.io.Serializable {}",
                                article(
                                        "@JdbcTypeCode(SqlTypes.JSON) public Document document; #document = new Document(\"T\" + n);")),
                        false),
                new Change(
                        "another converter",
                        "flag varchar(20)",
                        List.of(
                                converter("FlagAsWord", "b ? \"yes\" : \"no\"", "s.equals(\"yes\")"),
                                article(
                                        "@Convert(converter = FlagAsWord.class) public Boolean flag; #flag = n % 2 == 0;")),
                        List.of(
                                converter("FlagAsOpposite", "b ? \"no\" : \"yes\"", "s.equals(\"no\")"),
                                article(
                                        "@Convert(converter = FlagAsOpposite.class) public Boolean flag; #flag = n % 2 == 0;")),
                        false),
                new Change(
                        "converter of an enum with other words",
                        "suit varchar(20)",
                        List.of(
                                "public enum Suit { HEARTS, SPADES }",
                                suits("HEARTS"),
                                article(
                                        "@Convert(converter = SuitConverter.class) public Suit suit; #suit = Suit.values()[n % 2];")),
                        List.of(
                                "public enum Suit { HEARTS, SPADES }",
                                suits("SPADES"),
                                article(
                                        "@Convert(converter = SuitConverter.class) public Suit suit; #suit = Suit.values()[n % 2];")),
                        false));
    }

    private static Change entity(String name, String columns, String before, String after) {
        return new Change(name, columns, List.of(article(before)), List.of(article(after)), false);
    }

    /** @param body declarations, a hash sign, and what a change does */
    private static String article(String body) {
        List<String> parts = new ArrayList<>(List.of(body.split("#", 2)));
        return """
                @Entity @Cacheable @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
                public class Article {
                    @Id public Long id;
                    public int counter;
                    %s
                    public void change(int n) { counter = n; %s }
                }
                """.formatted(parts.get(0), parts.get(1));
    }

    private static String converter(String name, String toColumn, String toAttribute) {
        return """
                @Converter public class %s implements AttributeConverter<Boolean, String> {
                    public String convertToDatabaseColumn(Boolean b) { return b == null ? null : %s; }
                    public Boolean convertToEntityAttribute(String s) { return s == null ? null : %s; }
                }
                """.formatted(name, toColumn, toAttribute);
    }

    /** @param first whose word is "first" in the column */
    private static String suits(String first) {
        return """
                @Converter public class SuitConverter implements AttributeConverter<Suit, String> {
                    public String convertToDatabaseColumn(Suit s) { return s == null ? null : s == Suit.%1$s ? "first" : "second"; }
                    public Suit convertToEntityAttribute(String s) {
                        if (s == null) return null;
                        Suit other = Suit.%1$s == Suit.HEARTS ? Suit.SPADES : Suit.HEARTS;
                        return s.equals("first") ? Suit.%1$s : other;
                    }
                }
                """.formatted(first);
    }
}
