package io.throughline.it.docs;

import java.util.List;

/** Whether a block is part of a file that a module is built from, and so is compiled, started or tested there. */
final class Verbatim {

    private static final List<String> ENDINGS = List.of(".java", ".xml", ".yaml", ".yml", ".properties", ".json");

    private Verbatim() {}

    static boolean isInSources(String text) {
        String wanted = normal(text);
        return !wanted.isEmpty()
                && Repository.sources(name -> ENDINGS.stream().anyMatch(name::endsWith)).stream()
                        .filter(file -> !file.toString().contains("/it/docs/")) // their examples of what is wrong
                        .anyMatch(file -> normal(Repository.read(file)).contains(wanted));
    }

    /** Indentation and empty lines do not count. */
    private static String normal(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
