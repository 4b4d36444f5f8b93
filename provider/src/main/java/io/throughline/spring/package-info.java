/**
 * What Spring Boot configures by itself when it is there: the application's Redis client is shared, meters and spans are bound, and the Actuator has an endpoint. Only types that Spring Boot 3.5 and 4 have
 * under the same names.
 */
@NullMarked
package io.throughline.spring;

import org.jspecify.annotations.NullMarked;
