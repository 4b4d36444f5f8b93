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
 * {@code /actuator/throughline}: what the caches of the application's session factories are doing, each by the name that its meters have as a tag. {@code DELETE
 * /actuator/throughline/<region>} evicts what a region holds, with {@code ?id=} one entity.
 *
 * <p>As every endpoint it is there once {@code management.endpoints.web.exposure.include} names it; {@code management.endpoint.throughline.access=read-only} takes the
 * evictions away.
 */
@Endpoint(id = "throughline")
final class RedisCacheEndpoint {

    private final SessionFactories sessionFactories;

    RedisCacheEndpoint(SessionFactories sessionFactories) {
        this.sessionFactories = sessionFactories;
    }

    /** Of all session factories. */
    @ReadOperation
    Map<String, RedisCacheStatus> status() {
        Map<String, RedisCacheStatus> all = new LinkedHashMap<>();
        sessionFactories.forEach((name, factory) -> all.put(name, new RedisCacheStatus(factory)));
        return all;
    }

    /**
     * From the caches of all session factories that have such a region.
     *
     * @param id of an entity; all entries without it. Which annotation says that it may be left out differs between releases of Spring Boot
     * @return the names of those
     * @throws InvalidEndpointRequestException if none has, or it is no id there: a 400
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
