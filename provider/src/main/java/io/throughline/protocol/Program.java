package io.throughline.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The one Lua script that a server is taught. It has every operation as a function, which is made when it is needed, and the loop that runs the
 * operations of a pipeline. There is only one script, because starting a script costs a server more than most operations do.
 *
 * @param text what is loaded into Redis
 * @param sha SHA-1 of the text, for EVALSHA
 */
public record Program(String text, String sha) {

    private static final Script PIPELINE = Script.named("pipeline");

    /** The program made from these operations. */
    public static Program of(Scripts scripts) {
        StringBuilder text = new StringBuilder(scripts.records().text());
        text.append("local function operation_named(name)\n");
        for (Script operation : scripts.all()) {
            text.append("if name == '").append(operation.name()).append("' then return function(KEYS, ARGV)\n");
            text.append(operation.text()).append("end end\n");
        }
        text.append("end\n").append(PIPELINE.text());
        return new Program(text.toString(), sha1(text.toString()));
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
