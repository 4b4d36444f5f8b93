package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

/** What was seen of some work, to be compared with what is expected of each provider. */
record Observed(Provider provider, String counts) {

    /** The same with both. */
    void is(String expected) {
        assertThat(counts).as("seen with %s", provider).isEqualTo(Counts.countable(expected));
    }

    /** Not the same, on purpose. */
    void is(String withHibernates, Difference difference, String withRedis) {
        assertThat(withRedis)
                .as("%s is no difference: %s", difference, difference.why())
                .isNotEqualTo(withHibernates);
        assertThat(counts)
                .as("seen with %s; they differ: %s", provider, difference.why())
                .isEqualTo(Counts.countable(provider == Provider.REDIS ? withRedis : withHibernates));
    }
}
