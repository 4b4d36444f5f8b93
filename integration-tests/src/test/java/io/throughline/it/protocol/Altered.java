package io.throughline.it.protocol;

import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shipped scripts with parts of their text replaced. A part that does not stand in a script exactly once fails the test:
 * else it would go on to prove something of the unaltered script.
 */
final class Altered {

    private final Map<String, String> texts = new LinkedHashMap<>();

    private Altered() {
        Scripts.shipped().all().forEach(script -> texts.put(script.name(), script.text()));
    }

    static Altered shipped() {
        return new Altered();
    }

    /** In one script's own text. */
    Altered in(String script, String part, String instead) {
        texts.computeIfPresent(script, (name, text) -> replaced(name, text, part, instead));
        return this;
    }

    /** In records.lua, with which every script begins. */
    Altered inRecords(String part, String instead) {
        texts.replaceAll((name, text) -> replaced(name, text, part, instead));
        return this;
    }

    Scripts scripts() {
        return new Scripts(
                script("lock"),
                script("settle"),
                script("put"),
                script("evict"),
                script("touch"),
                script("make"),
                script("clear"),
                script("close"),
                script("open"),
                script("sweep"));
    }

    private Script script(String name) {
        return Script.of(name, texts.get(name));
    }

    private static String replaced(String name, String text, String part, String instead) {
        int at = text.indexOf(part);
        if (at < 0 || text.indexOf(part, at + 1) >= 0) {
            throw new AssertionError(name + ".lua does not hold exactly once: " + part);
        }
        return text.substring(0, at) + instead + text.substring(at + part.length());
    }
}
