package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** With Hibernate 7, as that brings it, and on virtual threads where the machine has a JDK with them. */
class SpringBoot4Test extends ApplicationContract {

    SpringBoot4Test() {
        super(SpringBoot.V4);
    }

    @Test
    void requestsAreServedOnVirtualThreads() throws Exception {
        assumeTrue(
                SpringBoot.V4.isOnVirtualThreads(),
                "the tests with Spring Boot 4 ran on platform threads: no JDK of 21 or later is this one or installed beside it");
        for (Application application : instances()) {
            assertThat(application.get("/thread")).startsWith("VirtualThread[").contains("tomcat-handler-");
        }
    }
}
