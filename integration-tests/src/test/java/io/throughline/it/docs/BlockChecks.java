package io.throughline.it.docs;

import java.util.Map;

/** A check for each language. A block of another language is an error: nothing is passed over. */
final class BlockChecks implements AutoCloseable {

    private final RedisCheck redis = new RedisCheck();

    private final Map<String, BlockCheck> checks = Map.ofEntries(
            Map.entry("java", new JavaCheck()),
            Map.entry("xml", new XmlCheck()),
            Map.entry("properties", new PropertiesCheck()),
            Map.entry("yaml", new YamlCheck()),
            Map.entry("json", new JsonCheck()),
            Map.entry("promql", new PromQlCheck()),
            Map.entry("sh", new ShellCheck(redis)),
            Map.entry("console", new ConsoleCheck(new ShellCheck(redis))),
            Map.entry("redis", redis),
            Map.entry("lua", block -> redis.run("SCRIPT", "LOAD", block.text())),
            Map.entry("hex", new HexCheck()),
            Map.entry("text", new TextCheck()));

    void check(Block block) {
        BlockCheck check = checks.get(block.language());
        if (check == null) {
            throw new AssertionError(block.place() + ": a block of "
                    + (block.info().isEmpty() ? "no language" : block.language())
                    + ", which nothing checks; accepted: a fence with one of " + checks.keySet());
        }
        if (block.lines().isEmpty()) {
            throw new AssertionError(block.place() + ": an empty block");
        }
        try {
            check.check(block);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(block.place() + " (" + block.info() + "): " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
