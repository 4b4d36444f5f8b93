package io.throughline.it.protocol;

import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shipped scripts with parts of their text replaced. The test fails unless such a part occurs exactly once in its script; otherwise it would go
 * on to prove something about the unaltered script.
 */
public final class Altered {

    private final Map<String, String> texts = new LinkedHashMap<>();

    private Altered() {
        texts.put("records", Scripts.shipped().records().text());
        Scripts.shipped().all().forEach(script -> texts.put(script.name(), script.text()));
    }

    public static Altered shipped() {
        return new Altered();
    }

    /** In one script's own text. */
    public Altered in(String script, String part, String instead) {
        texts.computeIfPresent(script, (name, text) -> replaced(name, text, part, instead));
        return this;
    }

    /** In records.lua, which all of them share. */
    public Altered inRecords(String part, String instead) {
        return in("records", part, instead);
    }

    public Scripts scripts() {
        return new Scripts(
                script("records"),
                script("lock"),
                script("settle"),
                script("put"),
                script("evict"),
                script("touch"),
                script("make"),
                script("clear"),
                script("close"),
                script("open"),
                script("sweep"),
                new Scripts.Near(script("join"), script("renew"), script("leave"), script("expel"), script("call")));
    }

    private Script script(String name) {
        return new Script(name, texts.get(name));
    }

    private static String replaced(String name, String text, String part, String instead) {
        int at = text.indexOf(part);
        if (at < 0 || text.indexOf(part, at + 1) >= 0) {
            throw new AssertionError(name + ".lua does not hold exactly once: " + part);
        }
        return text.substring(0, at) + instead + text.substring(at + part.length());
    }
}
