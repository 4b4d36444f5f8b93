package com.example.shop;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import org.hibernate.SessionFactory;

/** What Hibernate itself counts. */
@Controller("/cache")
public class CacheController {

    private final SessionFactory sessionFactory;

    public CacheController(SessionFactory sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    @Get(uri = "/hits", produces = MediaType.TEXT_PLAIN)
    public String hits() {
        return Long.toString(sessionFactory.getStatistics().getSecondLevelCacheHitCount());
    }
}
