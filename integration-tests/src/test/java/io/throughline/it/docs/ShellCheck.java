package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Each command is one that is known here, and what it names exists. Commands for Redis are run. */
final class ShellCheck implements BlockCheck {

    private static final Set<String> PLACES = Set.of("-h", "-p", "-u", "-a", "--user", "--pass", "-n");

    private final RedisCheck redis;
    private final MavenCheck maven = new MavenCheck();

    ShellCheck(RedisCheck redis) {
        this.redis = redis;
    }

    @Override
    public void check(Block block) {
        String joined = block.text().replaceAll("\\\\\\n\\s*", " ");
        joined.lines().filter(line -> !line.isBlank()).forEach(line -> {
            for (String command : line.split(" \\| ")) {
                List<String> words = Words.of(command);
                if (!words.isEmpty()) {
                    check(words, block.place() + ": " + line.strip());
                }
            }
        });
    }

    private void check(List<String> words, String place) {
        List<String> rest = words.subList(1, words.size());
        switch (words.get(0)) {
            case "mvn" -> maven.check(rest, place);
            case "java" -> checkJar(rest, place);
            case "redis-cli" -> checkRedis(rest, place);
            case "xargs" -> checkRedis(onSomeKey(rest), place);
            case "python3" ->
                assertThat(Repository.ROOT.resolve(rest.get(0))).as(place).exists();
            case "cd" ->
                assertThat(Repository.ROOT.resolve(rest.get(0))).as(place).isDirectory();
            case "curl" -> assertThat(rest.get(rest.size() - 1)).as(place).matches("(http://)?localhost:\\d+/\\S*");
            default -> {
                assertThat(words.get(0))
                        .as("%s: a command that is not known here", place)
                        .contains("/");
                assertThat(Files.isExecutable(Repository.ROOT.resolve(words.get(0))))
                        .as(place)
                        .isTrue();
            }
        }
    }

    private static List<String> onSomeKey(List<String> words) {
        int cli = words.indexOf("redis-cli");
        List<String> command = new ArrayList<>(words.subList(cli + 1, words.size()));
        command.add("some-key");
        return command;
    }

    private void checkRedis(List<String> words, String place) {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            String option = words.get(at);
            if (option.equals("--scan") || option.equals("--pattern")) {
                String pattern = words.get(words.indexOf("--pattern") + 1);
                redis.run("SCAN", "0", "MATCH", pattern);
                return;
            }
            assertThat(PLACES).as(place).contains(option);
            at += 2;
        }
        try {
            redis.run(words.subList(at, words.size()).toArray());
        } catch (RuntimeException e) {
            throw new AssertionError(place + ": " + e.getMessage(), e);
        }
    }

    /** {@code -jar module/target/name.jar}, which the module's pom makes, with options that the module's sources name. */
    private static void checkJar(List<String> words, String place) {
        assertThat(words.get(0)).as(place).isEqualTo("-jar");
        String[] path = words.get(1).split("/");
        assertThat(path).as(place).hasSize(3);
        assertThat(path[1]).as(place).isEqualTo("target");
        String pom = Repository.read(Repository.ROOT.resolve(path[0]).resolve("pom.xml"));
        assertThat(pom.contains(path[2]) || pom.contains("spring-boot-maven-plugin"))
                .as(place)
                .isTrue();
        List<String> sources = Repository.files(Repository.ROOT.resolve(path[0]).resolve("src/main")).stream()
                .map(Repository::read)
                .toList();
        words.subList(2, words.size()).stream()
                .filter(word -> word.startsWith("-") || word.equals(words.get(2)))
                .filter(word -> !word.startsWith("--server.") && !word.startsWith("--spring."))
                .forEach(word -> assertThat(sources)
                        .as("%s: %s", place, word)
                        .anyMatch(source -> source.contains('"' + word + '"')));
    }
}
