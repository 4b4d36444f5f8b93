package com.example.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Each request is a JTA transaction. */
@Path("/products")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@Transactional
public class ProductResource {

    @PersistenceContext
    private EntityManager entityManager;

    @POST
    public Product create(@QueryParam("name") String name) {
        Product product = new Product(name);
        entityManager.persist(product);
        return product;
    }

    @GET
    @Path("/{id}")
    public Product product(@PathParam("id") long id) {
        Product product = entityManager.find(Product.class, id);
        if (product == null) {
            throw new NotFoundException();
        }
        return product;
    }

    /** More pieces than there are cannot be taken: the exception rolls the transaction back, after what it has written was flushed. */
    @POST
    @Path("/{id}/stock")
    public Product restock(@PathParam("id") long id, @QueryParam("pieces") int pieces) {
        Product product = product(id);
        product.add(pieces);
        entityManager.flush();
        if (product.getStock() < 0) {
            throw new ClientErrorException(Response.Status.CONFLICT);
        }
        return product;
    }
}
