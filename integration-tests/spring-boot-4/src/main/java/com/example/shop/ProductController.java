package com.example.shop;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/products")
public class ProductController {

    private final Products products;

    public ProductController(Products products) {
        this.products = products;
    }

    @PostMapping
    public Product create(@RequestParam String name) {
        return products.save(new Product(name));
    }

    @GetMapping("/{id}")
    public Product product(@PathVariable long id) {
        return products.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @Transactional
    @PostMapping("/{id}/stock")
    public Product restock(@PathVariable long id, @RequestParam int pieces) {
        Product product = product(id);
        product.add(pieces);
        return product;
    }
}
