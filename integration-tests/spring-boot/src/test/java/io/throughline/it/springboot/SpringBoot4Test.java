package io.throughline.it.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** With Hibernate 7, as that brings it, and on virtual threads. */
class SpringBoot4Test extends ApplicationContract {

    SpringBoot4Test() {
        super(SpringBoot.V4);
    }

    @Test
    void requestsAreServedOnVirtualThreads() throws Exception {
        assumeTrue(SpringBoot.V4.isOnVirtualThreads(), "no JDK of 21 or later is installed beside this one");
        first().get("/products/1");
        await(() -> first().log().contains("[tomcat-handler-")); // what Spring calls Tomcat's virtual threads
        assertThat(first().log()).doesNotContain("-nio-auto-1-exec-");
    }
}
