package io.throughline.codec;

import com.esotericsoftware.kryo.util.Pool;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * How an id is written in a Redis key: as {@link KeyText} writes it; or, with a key ({@code hash_ids}), as {@code %h} and 22 characters of base64url.
 * These characters are half of an HMAC-SHA-256 of what the Redis key would be, without its stripe. One id has different hashes in different regions.
 * Safe for all threads.
 */
public final class IdText {

    private static final String MAC = "HmacSHA256";
    private static final String HASHED = "%h";
    private static final int LENGTH = 16; // the chance that two of 2^32 ids collide is one in 2^65

    private final List<Pool<Mac>> macs;

    /** @param keys one key, or none: then ids are written as they are */
    public IdText(List<SecretKey> keys) {
        this.macs = keys.stream().map(IdText::macs).toList();
    }

    private static Pool<Mac> macs(SecretKey key) {
        return new Pool<>(true, true) {
            @Override
            protected Mac create() {
                try {
                    Mac mac = Mac.getInstance(MAC);
                    mac.init(key);
                    return mac;
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("Every Java platform has " + MAC, e);
                }
            }
        };
    }

    /**
     * @param before the parts before the id: namespace, region, role, tenant, without the stripe
     * @param id as {@link KeyText} or {@link QueryKeyText} writes it
     */
    public String of(String before, String id) {
        if (macs.isEmpty()) {
            return id;
        }
        Pool<Mac> pool = macs.get(0);
        Mac mac = pool.obtain();
        try {
            byte[] hash = mac.doFinal((before + id).getBytes(StandardCharsets.US_ASCII));
            return HASHED + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, LENGTH));
        } finally {
            pool.free(mac);
        }
    }
}
