package io.throughline;

import java.util.List;
import java.util.Map;

/**
 * Shows through JMX what one session factory's cache is doing. {@link RedisCacheStatus#register()} registers it. All values are as of the time of the
 * call. The operations evict on all nodes, as {@link org.hibernate.Cache} does.
 */
public interface RedisCacheMXBean {

    /** {@return the first part of every key} */
    String getNamespace();

    /** {@return all regions, by their names} */
    List<RedisCacheStatus.Region> getRegions();

    /** {@return the masters that hold the cache, by their addresses} */
    List<RedisCacheStatus.Master> getMasters();

    /** {@return how many entries, regions and tables have changes that this node owes to Redis: Redis could not be told of them yet} */
    int getUnsettled();

    /** {@return what this node keeps in its heap, and its calls to and from the near caches of other nodes} */
    RedisCacheStatus.Near getNear();

    /** {@return every setting with the value in force, without user names and passwords} */
    Map<String, String> getSettings();

    /**
     * Evicts everything that a region holds.
     *
     * @param region its name, with its prefix if it has one
     * @throws IllegalArgumentException if there is no such region
     */
    void evictRegion(String region);

    /**
     * Evicts the entry of an entity.
     *
     * @param region its name, with its prefix if it has one
     * @param id the entity's id, as text: a number, a string, a UUID ...
     * @throws IllegalArgumentException if there is no such region, if the region holds no entities, or if the text is not a valid id of them
     */
    void evictEntry(String region, String id);
}
