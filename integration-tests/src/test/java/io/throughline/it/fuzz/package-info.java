/**
 * Fuzzing of all that is read from Redis. A target is a class with {@code fuzzerTestOneInput}, which throws when it has found something; what was found once is
 * kept beside this package's resources, and tried with every build.
 */
package io.throughline.it.fuzz;
