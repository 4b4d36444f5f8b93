package io.throughline.it.springboot;

import io.throughline.it.servers.Jdk;
import java.nio.file.Path;
import java.util.List;

/** The application on a release of Spring Boot. */
enum SpringBoot {
    V3("spring-boot-3", false),
    /** On virtual threads, where the machine has a JDK with them. */
    V4("spring-boot-4", true);

    private final String module;
    private final boolean onVirtualThreads;

    SpringBoot(String module, boolean onVirtualThreads) {
        this.module = module;
        this.onVirtualThreads = onVirtualThreads && Jdk.withVirtualThreads().isPresent();
    }

    Path jar() {
        return Path.of("..", module, "target", "shop.jar").toAbsolutePath().normalize();
    }

    boolean isOnVirtualThreads() {
        return onVirtualThreads;
    }

    Jdk jdk() {
        return onVirtualThreads ? Jdk.withVirtualThreads().orElseThrow() : Jdk.ofThisTest();
    }

    /** Spring's. */
    List<String> properties() {
        return onVirtualThreads ? List.of("spring.threads.virtual.enabled=true") : List.of();
    }
}
