package io.throughline;

import java.util.List;
import java.util.Map;

/**
 * What one session factory's cache is doing, for JMX: {@link RedisCacheStatus#register()}. Everything is as of the call; the operations evict on all nodes, as
 * {@link org.hibernate.Cache} does.
 */
public interface RedisCacheMXBean {

    /** {@return the first part of every key} */
    String getNamespace();

    /** {@return all regions, by their names} */
    List<RedisCacheStatus.Region> getRegions();

    /** {@return the masters that hold the cache, by their addresses} */
    List<RedisCacheStatus.Master> getMasters();

    /** {@return how many entries, regions and tables this node owes to Redis: it could not be told of their changes yet} */
    int getUnsettled();

    /** {@return what this node keeps in its heap, and its part in the near caches of others} */
    RedisCacheStatus.Near getNear();

    /** {@return every setting with the value that counts, without user names and passwords} */
    Map<String, String> getSettings();

    /**
     * Evicts all that a region holds.
     *
     * @param region its name, with its prefix if it has one
     * @throws IllegalArgumentException if there is no such region
     */
    void evictRegion(String region);

    /**
     * Evicts the entry of an entity.
     *
     * @param region its name, with its prefix if it has one
     * @param id of the entity, as text: a number, a string, a UUID ...
     * @throws IllegalArgumentException if there is no such region, it holds no entities, or their ids are no text
     */
    void evictEntry(String region, String id);
}
