package io.throughline.it.springboot;

/** With Hibernate 6.6 and Netty 4.1, as that brings them. */
class SpringBoot3Test extends ApplicationContract {

    SpringBoot3Test() {
        super(SpringBoot.V3);
    }
}
