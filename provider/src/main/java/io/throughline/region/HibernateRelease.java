package io.throughline.region;

import org.hibernate.Version;

/** The release of Hibernate that is running, because releases tell a cache different things. */
final class HibernateRelease {

    static final boolean IS_BEFORE_7 = Version.getVersionString().startsWith("6.");

    private HibernateRelease() {}
}
