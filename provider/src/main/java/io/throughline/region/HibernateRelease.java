package io.throughline.region;

import org.hibernate.Version;

/** Which release of Hibernate runs, where releases tell a cache different things. */
final class HibernateRelease {

    static final boolean IS_BEFORE_7 = Version.getVersionString().startsWith("6.");

    private HibernateRelease() {}
}
