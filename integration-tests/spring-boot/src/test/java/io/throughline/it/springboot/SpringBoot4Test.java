package io.throughline.it.springboot;

/** With Hibernate 7, as that brings it. */
class SpringBoot4Test extends ApplicationContract {

    SpringBoot4Test() {
        super(SpringBoot.V4);
    }
}
