/**
 * Spring Boot auto-configuration: it shares the application's Redis client, binds meters and spans, and adds an Actuator endpoint. It uses only types that have the same names in Spring Boot 3.5
 * and 4.
 */
@NullMarked
package io.throughline.spring;

import org.jspecify.annotations.NullMarked;
