package io.throughline.codec;

import com.esotericsoftware.kryo.util.Pool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** One key's AES-GCM, by the JDK. Safe for all threads. */
final class Seal {

    static final int NONCE = 12;
    static final int TAG = 16;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final String NAME = "throughline seal key";

    private final SecretKey key;
    private final int id;
    private final Pool<Cipher> ciphers;

    Seal(SecretKey key) {
        this.key = key;
        this.id = id(key);
        this.ciphers = new Pool<>(true, true) {
            @Override
            protected Cipher create() {
                try {
                    return Cipher.getInstance(CIPHER);
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("Every Java platform has " + CIPHER, e);
                }
            }
        };
    }

    /** Four bytes by which readers find the key. They are stored, and reveal nothing about the key. */
    int id() {
        return id;
    }

    private static int id(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal(NAME.getBytes(StandardCharsets.US_ASCII)))
                    .getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + MAC, e);
        }
    }

    /**
     * Writes the sealed text and its tag.
     *
     * @param nonce never used with this key before
     * @param bound what the text is bound to, without being in it
     */
    void seal(byte[] nonce, ByteBuffer bound, ByteBuffer plain, ByteBuffer sealed) {
        Cipher cipher = ciphers.obtain();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
            cipher.updateAAD(bound);
            cipher.doFinal(plain, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A body cannot be sealed", e);
        } finally {
            ciphers.free(cipher);
        }
    }

    /** Writes the text if it was sealed with this key and this nonce and bound to exactly this; otherwise writes nothing of it. */
    boolean open(byte[] nonce, ByteBuffer bound, ByteBuffer sealed, ByteBuffer plain) {
        Cipher cipher = ciphers.obtain();
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
            cipher.updateAAD(bound);
            cipher.doFinal(sealed, plain);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A sealed text cannot be opened", e);
        } finally {
            ciphers.free(cipher);
        }
    }
}
