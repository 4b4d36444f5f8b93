package io.throughline.it.springboot;

import java.nio.file.Path;

/** The application on a release of Spring Boot. */
enum SpringBoot {
    V3("spring-boot-3"),
    V4("spring-boot-4");

    private final String module;

    SpringBoot(String module) {
        this.module = module;
    }

    Path jar() {
        return Path.of("..", module, "target", "shop.jar").toAbsolutePath().normalize();
    }
}
