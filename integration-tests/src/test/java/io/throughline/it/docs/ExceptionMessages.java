package io.throughline.it.docs;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The messages of the provider's exceptions, as patterns made from its sources: anything may stand where a message has no literal. */
final class ExceptionMessages {

    private static final String HOLE = "\0";
    /** So many letters at least: else it would be a pattern of anything. */
    private static final int LETTERS = 12;

    private ExceptionMessages() {}

    static List<Pattern> all() {
        List<Pattern> patterns = new ArrayList<>();
        JavaSources.parse(Repository.ROOT.resolve("provider/src/main/java/io"))
                .forEach(unit -> unit.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitNewClass(NewClassTree made, Void nothing) {
                                if (made.getIdentifier().toString().endsWith("Exception")) {
                                    add(made.getArguments());
                                }
                                return super.visitNewClass(made, nothing);
                            }

                            @Override
                            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                                if (call.getMethodSelect().toString().equals("super")) {
                                    add(call.getArguments());
                                }
                                return super.visitMethodInvocation(call, nothing);
                            }

                            private void add(List<? extends ExpressionTree> arguments) {
                                if (!arguments.isEmpty()) {
                                    List<String> parts = JavaSources.parts(arguments.get(0), HOLE);
                                    if (String.join("", parts).replace(HOLE, "").length() >= LETTERS) {
                                        patterns.add(JavaSources.pattern(parts, HOLE));
                                    }
                                }
                            }
                        },
                        null));
        return patterns;
    }
}
