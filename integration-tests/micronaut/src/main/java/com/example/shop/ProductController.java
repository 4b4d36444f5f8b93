package com.example.shop;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

@Controller("/products")
@ExecuteOn(TaskExecutors.BLOCKING)
@Transactional
public class ProductController {

    private final EntityManager entityManager;
    private final Products products;

    public ProductController(EntityManager entityManager, Products products) {
        this.entityManager = entityManager;
        this.products = products;
    }

    @Post
    public Product create(@QueryValue String name) {
        return products.save(new Product(name));
    }

    /** Not by the repository: its {@code findById} is a query, and asks the database. */
    @Get("/{id}")
    public Product product(long id) {
        return Optional.ofNullable(entityManager.find(Product.class, id))
                .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no product"));
    }

    @Get("/{id}/by-repository")
    public Optional<Product> productByRepository(long id) {
        return products.findById(id);
    }

    /** More pieces than there are cannot be taken: the exception rolls the transaction back, after what it has written was flushed. */
    @Post("/{id}/stock")
    public Product restock(long id, @QueryValue int pieces) {
        Product product = product(id);
        product.add(pieces);
        entityManager.flush();
        if (product.getStock() < 0) {
            throw new HttpStatusException(HttpStatus.CONFLICT, "not so many");
        }
        return product;
    }
}
