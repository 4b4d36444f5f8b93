package io.throughline.benchmarks;

import io.throughline.demo.shop.Country;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Forty attributes of mixed types, like a customer's record: texts, numbers, times, flags, references, and some nulls. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Wide {

    enum Kind {
        PRIVATE,
        BUSINESS,
        PUBLIC
    }

    @Embeddable
    static class Address {
        String street;
        String house;
        String postcode;
        String town;
    }

    @Id
    Long id;

    @Version
    int version;

    String firstName = "Maria Magdalena";
    String lastName = "Grünwald";
    String company = "Grünwald & Söhne Keramik GmbH";
    String department;
    String email = "maria.gruenwald@example.org";
    String phone = "+49 30 901820";
    String language = "de";
    String taxNumber = "DE 123 456 789";
    String remarks = "Prefers delivery before ten. Has a key for the gate at the back of the yard.";

    @Enumerated(EnumType.STRING)
    Kind kind = Kind.BUSINESS;

    @Enumerated(EnumType.ORDINAL)
    Kind kindBefore = Kind.PRIVATE;

    Address home = address("Oranienstraße", "25", "10999", "Berlin");

    @AttributeOverride(name = "street", column = @Column(name = "billing_street"))
    @AttributeOverride(name = "house", column = @Column(name = "billing_house"))
    @AttributeOverride(name = "postcode", column = @Column(name = "billing_postcode"))
    @AttributeOverride(name = "town", column = @Column(name = "billing_town"))
    Address billing = address("Rue de la Paix", "7 bis", "75002", "Paris");

    int orders = 137;
    int returns = 2;
    Integer rating = 4;
    Integer discount;
    long points = 1_204_550L;
    Long referredBy;
    short floor = 3;
    byte priority = 1;
    double latitude = 52.499_722;
    double longitude = 13.423_611;
    char initial = 'M';

    boolean active = true;
    boolean blocked;
    Boolean newsletter = true;
    Boolean consent;

    BigDecimal credit = new BigDecimal("2500.00");
    BigDecimal turnover = new BigDecimal("184230.55");

    LocalDate born = LocalDate.of(1979, 4, 30);
    LocalTime opens = LocalTime.of(8, 30);
    LocalDateTime lastVisit = LocalDateTime.of(2026, 11, 20, 16, 45, 12);
    Instant created = Instant.parse("2019-02-03T09:15:30.123456Z");
    Instant changed = Instant.parse("2026-11-21T07:00:01.654321Z");
    OffsetDateTime contractUntil = OffsetDateTime.of(2027, 12, 31, 23, 59, 59, 0, ZoneOffset.ofHours(1));
    Duration creditPeriod = Duration.ofDays(30);

    UUID externalId = UUID.fromString("0b5e7c5a-4f0e-4d5f-9a3c-2f6f9f1d7e11");
    byte[] signature = "thirty-two bytes of a checksum..".getBytes(StandardCharsets.US_ASCII);

    @ManyToOne(fetch = FetchType.LAZY)
    Country country;

    Wide() {}

    Wide(long id, Country country) {
        this.id = id;
        this.country = country;
    }

    private static Address address(String street, String house, String postcode, String town) {
        Address address = new Address();
        address.street = street;
        address.house = house;
        address.postcode = postcode;
        address.town = town;
        return address;
    }
}
