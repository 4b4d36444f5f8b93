package io.throughline.benchmarks.yardstick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file of Redisson's. */
final class RedissonFile {

    private RedissonFile() {}

    /** @return its path; it is deleted when the JVM ends */
    static String with(String redisUri) {
        try {
            Path file = Files.createTempFile("redisson", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, "singleServerConfig:\n  address: \"" + redisUri + "\"\n");
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
