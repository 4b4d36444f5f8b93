package io.throughline.it.history;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Its entries expire all the time. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = ShortLivedRow.REGION)
public class ShortLivedRow extends Row {

    static final String REGION = "history-short-lived";
}
