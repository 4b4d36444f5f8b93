package io.throughline;

import io.throughline.near.NearTimes;
import java.time.Duration;

/**
 * A node that keeps near what it reads as soon as it has joined, and that looks for members before each commit. Other tests force the cases that this
 * rules out.
 */
public final class ImpatientMembers extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    @Override
    NearTimes nearTimes(NearTimes byDefault) {
        return new NearTimes(byDefault.lease(), Duration.ZERO, Duration.ZERO);
    }
}
