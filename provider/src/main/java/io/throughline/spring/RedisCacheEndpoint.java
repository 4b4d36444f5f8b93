package io.throughline.spring;

import io.throughline.RedisCacheStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/throughline}: what the caches of the application's session factories are doing, each under the name that its meters have as a tag. {@code DELETE
 * /actuator/throughline/<region>} evicts what a region holds; with {@code ?id=} it evicts one entity.
 *
 * <p>Like any endpoint, it is available once {@code management.endpoints.web.exposure.include} names it. {@code management.endpoint.throughline.access=read-only} removes the
 * evictions.
 */
@Endpoint(id = "throughline")
final class RedisCacheEndpoint {

    private final SessionFactories sessionFactories;

    RedisCacheEndpoint(SessionFactories sessionFactories) {
        this.sessionFactories = sessionFactories;
    }

    /** The status of all session factories. */
    @ReadOperation
    Map<String, RedisCacheStatus> status() {
        Map<String, RedisCacheStatus> all = new LinkedHashMap<>();
        sessionFactories.forEach((name, factory) -> all.put(name, new RedisCacheStatus(factory)));
        return all;
    }

    /**
     * Evicts from the caches of all session factories that have such a region.
     *
     * @param id of an entity; without it, all entries are evicted. The annotation that makes it optional differs between releases of Spring Boot
     * @return the names of these session factories
     * @throws InvalidEndpointRequestException if none has such a region, or the id is not valid there: a 400
     */
    @DeleteOperation
    List<String> evict(@Selector String region, @org.springframework.lang.Nullable @Nullable String id) {
        Map<String, RedisCacheStatus> all = status();
        List<String> having = all.entrySet().stream()
                .filter(status -> names(status.getValue()).contains(region))
                .map(Map.Entry::getKey)
                .toList();
        if (having.isEmpty()) {
            String accepted = all.values().stream()
                    .map(RedisCacheEndpoint::names)
                    .toList()
                    .toString();
            throw refused("region=" + region + " is not a region; accepted: one of " + accepted, null);
        }
        try {
            having.stream().map(all::get).forEach(status -> {
                if (id == null) {
                    status.evictRegion(region);
                } else {
                    status.evictEntry(region, id);
                }
            });
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
        return having;
    }

    private static List<String> names(RedisCacheStatus status) {
        return status.getRegions().stream()
                .map(RedisCacheStatus.Region::getName)
                .toList();
    }

    private static InvalidEndpointRequestException refused(String why, @Nullable Throwable cause) {
        return new InvalidEndpointRequestException(why, why, cause);
    }
}
