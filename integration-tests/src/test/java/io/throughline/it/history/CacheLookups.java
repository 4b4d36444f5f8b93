package io.throughline.it.history;

import org.hibernate.SessionEventListener;

/** Whether a session's last lookup in the cache was a hit. */
final class CacheLookups implements SessionEventListener {

    private static final long serialVersionUID = 1L;

    private boolean hit;

    @Override
    public void cacheGetEnd(boolean wasHit) {
        hit = wasHit;
    }

    void forget() {
        hit = false;
    }

    boolean lastWasHit() {
        return hit;
    }
}
