package io.throughline.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page, one file, and the policy that lets a browser run its own script and nothing else. */
final class PageFile {

    private static final String NAME = "page.html";

    private final byte[] bytes;
    private final String policy;

    private PageFile(byte[] bytes, String policy) {
        this.bytes = bytes;
        this.policy = policy;
    }

    static PageFile read() {
        try (InputStream in = PageFile.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(NAME + " is missing in the jar");
            }
            byte[] bytes = in.readAllBytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            return new PageFile(bytes, policy(hash(text, "script"), hash(text, "style")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME, e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** The Content-Security-Policy. */
    String policy() {
        return policy;
    }

    private static String policy(String script, String style) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src '" + script + "'",
                "style-src '" + style + "'",
                "connect-src 'self'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'");
    }

    /** The hash of the content of the one element with this name. It is computed from the page, so the policy always fits it. */
    private static String hash(String text, String element) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(NAME + " has no <" + element + ">");
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
