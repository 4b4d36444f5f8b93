package io.throughline.it.mappings;

import jakarta.persistence.Entity;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
class JdkValues extends Row {
    UUID uuid;

    @JdbcTypeCode(SqlTypes.VARCHAR)
    UUID uuidAsText;

    @JdbcTypeCode(SqlTypes.VARBINARY)
    UUID uuidAsBytes;

    Locale locale;
    Currency currency;
    URL url;
    InetAddress address;

    @JdbcTypeCode(SqlTypes.VARBINARY)
    InetAddress addressAsBytes;

    Serializable serialized;
    ArrayList<BigDecimal> serializedList;

    static Basics basics() {
        return Basics.of(JdkValues.class)
                .with("uuid", new UUID(1, 2), new UUID(-1, Long.MIN_VALUE))
                .with("uuidAsText", new UUID(1, 2), new UUID(-1, Long.MIN_VALUE))
                .with("uuidAsBytes", new UUID(1, 2), new UUID(-1, Long.MIN_VALUE))
                .with("locale", Locale.CANADA_FRENCH, Locale.ROOT)
                .with("currency", Currency.getInstance("EUR"), Currency.getInstance("JPY"))
                .with("url", url("https://example.org/a?b=c#d"), url("file:/a/b"))
                .with("address", address("127.0.0.1"), address("2001:db8::1"))
                .with("addressAsBytes", address("10.1.2.3"), address("::1"))
                .with("serialized", new HashMap<>(Map.of("a", new BigDecimal("1.50"))), "text")
                .with("serializedList", new ArrayList<>(List.of(BigDecimal.ONE)), new ArrayList<>());
    }

    private static URL url(String text) {
        try {
            return new URL(text);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
