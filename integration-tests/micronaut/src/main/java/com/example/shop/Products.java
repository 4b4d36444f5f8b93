package com.example.shop;

import io.micronaut.data.annotation.Repository;
import io.micronaut.data.jpa.repository.JpaRepository;

@Repository
public interface Products extends JpaRepository<Product, Long> {}
