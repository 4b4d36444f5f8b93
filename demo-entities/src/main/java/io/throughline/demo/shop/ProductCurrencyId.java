package io.throughline.demo.shop;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

/** The id of data for a product and a currency. In Redis it reads {@code EUR,1}: its attributes in the order of their names. */
@Embeddable
public class ProductCurrencyId implements Serializable {

    private static final long serialVersionUID = 1L;

    private Long productId;

    @Column(length = 3)
    private String currencyCode;

    protected ProductCurrencyId() {}

    public ProductCurrencyId(Long productId, String currencyCode) {
        this.productId = productId;
        this.currencyCode = currencyCode;
    }

    public Long getProductId() {
        return productId;
    }

    public String getCurrencyCode() {
        return currencyCode;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof ProductCurrencyId that
                        && Objects.equals(productId, that.productId)
                        && Objects.equals(currencyCode, that.currencyCode);
    }

    @Override
    public int hashCode() {
        return Objects.hash(productId, currencyCode);
    }

    @Override
    public String toString() {
        return currencyCode + "," + productId;
    }
}
