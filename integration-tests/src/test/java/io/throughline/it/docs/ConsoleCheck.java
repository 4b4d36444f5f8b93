package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands behind a dollar sign, and the JSON that each is answered with. */
final class ConsoleCheck implements BlockCheck {

    private static final String PROMPT = "$ ";

    private final ShellCheck shell;
    private final JsonCheck json = new JsonCheck();

    ConsoleCheck(ShellCheck shell) {
        this.shell = shell;
    }

    @Override
    public void check(Block block) throws Exception {
        assertThat(block.lines().get(0)).as(block.place()).startsWith(PROMPT);
        for (String line : block.lines()) {
            if (line.startsWith(PROMPT)) {
                shell.check(new Block(block.place(), "sh", line.substring(PROMPT.length())));
            } else {
                json.check(new Block(block.place(), "json", line));
            }
        }
    }
}
