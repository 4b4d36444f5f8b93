package io.throughline;

import io.throughline.near.NearTimes;
import java.time.Duration;

/** A node that keeps near what it reads as soon as it has joined, and looks for members before each commit: what that rules out, other tests force. */
public final class ImpatientMembers extends RedisRegionFactory {

    private static final long serialVersionUID = 1L;

    @Override
    NearTimes nearTimes(NearTimes byDefault) {
        return new NearTimes(byDefault.lease(), Duration.ZERO, Duration.ZERO);
    }
}
