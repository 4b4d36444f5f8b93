package com.example.shop;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.transaction.Transactional;

@Controller("/products")
@ExecuteOn(TaskExecutors.BLOCKING)
@Transactional
public class ProductController {

    private final Products products;

    public ProductController(Products products) {
        this.products = products;
    }

    @Post
    public Product create(@QueryValue String name) {
        return products.save(new Product(name));
    }

    @Get("/{id}")
    public Product product(long id) {
        return products.findById(id).orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no product"));
    }

    /** More pieces than there are cannot be taken: the exception rolls the transaction back, after what it has written was flushed. */
    @Post("/{id}/stock")
    public Product restock(long id, @QueryValue int pieces) {
        Product product = product(id);
        product.add(pieces);
        products.flush();
        if (product.getStock() < 0) {
            throw new HttpStatusException(HttpStatus.CONFLICT, "not so many");
        }
        return product;
    }
}
