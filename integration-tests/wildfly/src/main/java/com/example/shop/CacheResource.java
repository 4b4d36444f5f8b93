package com.example.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.hibernate.SessionFactory;

/** What Hibernate itself counts. */
@Path("/cache")
@RequestScoped
public class CacheResource {

    @PersistenceUnit
    private EntityManagerFactory entityManagerFactory;

    @GET
    @Path("/hits")
    @Produces(MediaType.TEXT_PLAIN)
    public long hits() {
        return entityManagerFactory.unwrap(SessionFactory.class).getStatistics().getSecondLevelCacheHitCount();
    }
}
