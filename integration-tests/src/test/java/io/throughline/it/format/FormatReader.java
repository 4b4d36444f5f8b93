package io.throughline.it.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Reads what is stored, using only docs/format.md and nothing of the provider's. */
public final class FormatReader {

    /** What the record's key says that it is of. */
    enum Kind {
        ENTITY,
        COLLECTION,
        NATURAL_ID
    }

    private final List<String> lines = new ArrayList<>();

    private FormatReader() {}

    static List<String> read(byte[] record, Kind kind) {
        FormatReader reader = new FormatReader();
        reader.record(ByteBuffer.wrap(record), kind);
        return reader.lines;
    }

    /** Opens a sealed item, and reads the body: since and span come first. */
    static List<String> open(byte[] record, String redisKey, byte[] secret, Kind kind) {
        ByteBuffer text = ByteBuffer.wrap(unseal(record, redisKey, secret));
        FormatReader reader = new FormatReader();
        reader.lines.add("since=" + time(text) + " span=" + text.getInt());
        reader.body(bytes(text, text.remaining()), kind);
        return reader.lines;
    }

    /** What is in a sealed item: since, span, and the body. */
    public static byte[] unseal(byte[] record, String redisKey, byte[] secret) {
        try {
            ByteBuffer in = ByteBuffer.wrap(record);
            in.position(2 + 8);
            int shapeAt = in.position();
            in.position(shapeAt + 8 + 1);
            in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
            byte[] head = Arrays.copyOfRange(record, shapeAt, in.position());
            byte format = in.get();
            byte[] key = bytes(in, 4);
            byte[] nonce = bytes(in, 12);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            if (format != 1
                    || !Arrays.equals(key, Arrays.copyOf(mac.doFinal("throughline seal key".getBytes(US_ASCII)), 4))) {
                throw new IllegalArgumentException("another key or format");
            }
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(new byte[] {format});
            cipher.updateAAD(key);
            cipher.updateAAD(head);
            cipher.updateAAD(redisKey.getBytes(US_ASCII));
            return cipher.doFinal(bytes(in, in.remaining()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("does not open", e);
        }
    }

    /** The shape of sealed items whose bodies have this one. */
    static byte[] sealedShape(byte[] shape) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("throughline sealed 1\n".getBytes(US_ASCII));
            return Arrays.copyOf(digest.digest(shape), 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void record(ByteBuffer in, Kind kind) {
        byte letter = in.get();
        if (in.get() != 1) {
            throw new IllegalArgumentException("another format");
        }
        switch (letter) {
            case 'S', 'F' -> {
                lines.add("stripe born=" + time(in) + " fence=" + time(in));
                tokens(in, "closer ");
            }
            case 'L' -> {
                lines.add("lock concurrent=" + (in.get() == 1) + " since=" + time(in));
                tokens(in, "holder ");
            }
            case 'I' -> item(in, kind);
            default -> throw new IllegalArgumentException("another letter");
        }
    }

    private static Instant time(ByteBuffer in) {
        return Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
    }

    private void tokens(ByteBuffer in, String name) {
        while (in.hasRemaining()) {
            lines.add(name + HexFormat.of().formatHex(bytes(in, 16)) + " limit=" + time(in));
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private void item(ByteBuffer in, Kind kind) {
        String head =
                "item stamp=" + time(in) + " shape=" + HexFormat.of().formatHex(bytes(in, 8)) + " rule=" + in.get();
        ByteBuffer version = ByteBuffer.wrap(bytes(in, in.get() & 0xff));
        lines.add(head + " version=" + (version.hasRemaining() ? version(version) : "none"));
        body(bytes(in, in.remaining()), kind);
    }

    private void body(byte[] body, Kind kind) {
        int length = body.length - 4;
        CRC32C crc = new CRC32C();
        crc.update(body, 0, length);
        if (ByteBuffer.wrap(body).getInt(length) != (int) crc.getValue()) {
            throw new IllegalArgumentException("another checksum");
        }
        state(little(Arrays.copyOf(body, length)), kind);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String version(ByteBuffer version) {
        return switch (version.get()) {
            case 1 -> "number " + (version.getLong() ^ Long.MIN_VALUE);
            case 2 -> "time " + Instant.ofEpochSecond(version.getLong() ^ Long.MIN_VALUE, version.getInt());
            default -> throw new IllegalArgumentException("a version that the example does not have");
        };
    }

    private void state(ByteBuffer in, Kind kind) {
        if (kind == Kind.NATURAL_ID) {
            lines.add("id " + value(in));
            return;
        }
        byte first = in.get();
        if (first == 16) {
            int length = (int) varint(in);
            state(little(lz4(in, length)), kind);
            return;
        }
        if (kind == Kind.ENTITY) {
            lines.add("entity " + varint(in) + " version " + value(in));
            while (in.hasRemaining()) {
                lines.add(String.valueOf(value(in)));
            }
        } else {
            long length = varint(in);
            lines.add("collection of " + length);
            for (int i = 0; i < length; i++) {
                lines.add(String.valueOf(value(in)));
            }
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more than a state");
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            boolean ninth = shift == 56;
            value |= (long) (b & (ninth ? 0xff : 0x7f)) << shift;
            if (b >= 0 || ninth) {
                return value;
            }
        }
    }

    private static long zigzag(ByteBuffer in) {
        long n = varint(in);
        return n >>> 1 ^ -(n & 1);
    }

    private static Object value(ByteBuffer in) {
        int id = (int) varint(in) - 2;
        return switch (id) {
            case -2 -> null;
            case 0, 7 -> zigzag(in);
            case 1 -> text(in);
            case 2 -> in.getFloat();
            case 8 -> in.getDouble();
            case 3 -> in.get() == 1;
            case 4 -> in.get();
            case 5 -> in.getChar();
            case 6 -> in.getShort();
            case 20, 21 -> array(in);
            case 22 -> HexFormat.of().formatHex(bytes(in, (int) varint(in) - 1));
            case 40 -> integer(in);
            case 41 -> new BigDecimal(integer(in), (int) zigzag(in));
            case 42 -> new UUID(in.getLong(), in.getLong());
            case 50 -> Instant.ofEpochSecond(varint(in), varint(in));
            case 51 -> LocalDate.of((int) varint(in), in.get(), in.get());
            default -> {
                if (id < 200) {
                    throw new IllegalArgumentException("an id that the example does not have: " + id);
                }
                yield "constant " + (varint(in) - 1) + " of type " + id;
            }
        };
    }

    private static BigInteger integer(ByteBuffer in) {
        return new BigInteger(bytes(in, (int) varint(in) - 1));
    }

    private static List<Object> array(ByteBuffer in) {
        int length = (int) varint(in) - 1;
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(value(in));
        }
        return values;
    }

    private static String text(ByteBuffer in) {
        StringBuilder text = new StringBuilder();
        byte first = in.get();
        if (first >= 0) { // ASCII up to the byte that has its highest bit set
            byte b = first;
            for (; b >= 0; b = in.get()) {
                text.append((char) b);
            }
            return text.append((char) (b & 0x7f)).toString();
        }
        int length = first & 0x3f;
        if ((first & 0x40) != 0) {
            length |= (int) varint(in) << 6;
        }
        if (length == 0) {
            return null;
        }
        for (int i = 1; i < length; i++) {
            int b = in.get() & 0xff;
            if (b >= 0xe0) {
                b = (b & 0xf) << 12 | (in.get() & 0x3f) << 6 | in.get() & 0x3f;
            } else if (b >= 0xc0) {
                b = (b & 0x1f) << 6 | in.get() & 0x3f;
            }
            text.append((char) b);
        }
        return text.toString();
    }

    /** A block: literals and copies of what came before, in turn. */
    private static byte[] lz4(ByteBuffer in, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            int token = in.get() & 0xff;
            out.writeBytes(bytes(in, lengthOf(in, token >> 4)));
            if (in.hasRemaining()) {
                int back = in.getShort() & 0xffff;
                int copied = 4 + lengthOf(in, token & 0xf);
                for (int i = 0; i < copied; i++) {
                    byte[] so = out.toByteArray();
                    out.write(so[so.length - back]);
                }
            }
        }
        if (out.size() != length) {
            throw new IllegalArgumentException("another length");
        }
        return out.toByteArray();
    }

    private static int lengthOf(ByteBuffer in, int nibble) {
        int length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = in.get() & 0xff;
                length += more;
            } while (more == 255);
        }
        return length;
    }
}
