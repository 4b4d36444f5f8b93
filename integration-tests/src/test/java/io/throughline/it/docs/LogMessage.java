package io.throughline.it.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A message of the provider's log, as an interface declares it: the annotations are not there at run time.
 *
 * @param level TRACE to ERROR
 * @param format with {@code %s} where arguments come
 */
record LogMessage(int number, String level, String format) {

    /** As it stands in a log. */
    String code() {
        return String.format("THRU%06d", number);
    }

    boolean isOf(String line) {
        return pattern().matcher(line).matches();
    }

    private Pattern pattern() {
        String text = Arrays.stream(format.split("%s", -1)).map(Pattern::quote).collect(Collectors.joining(".+"));
        return Pattern.compile(Pattern.quote(code() + ": ") + text);
    }

    static List<LogMessage> all() {
        List<LogMessage> messages = new ArrayList<>();
        JavaSources.parse(Repository.ROOT.resolve("provider/src/main/java/io")).stream()
                .filter(LogMessage::isOfMessages)
                .forEach(unit -> unit.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitMethod(MethodTree method, Void nothing) {
                                messages.add(new LogMessage(
                                        Integer.parseInt(value(method, "Message", "id")),
                                        value(method, "LogMessage", "level"),
                                        value(method, "Message", "value")));
                                return null;
                            }
                        },
                        null));
        return messages;
    }

    private static boolean isOfMessages(CompilationUnitTree unit) {
        return unit.getTypeDecls().stream()
                .anyMatch(type -> type instanceof ClassTree declared
                        && declared.getModifiers().getAnnotations().stream()
                                .anyMatch(annotation -> annotation
                                        .getAnnotationType()
                                        .toString()
                                        .equals("MessageLogger")));
    }

    private static String value(MethodTree method, String annotation, String name) {
        for (AnnotationTree candidate : method.getModifiers().getAnnotations()) {
            if (candidate.getAnnotationType().toString().equals(annotation)) {
                for (ExpressionTree argument : candidate.getArguments()) {
                    AssignmentTree assignment = (AssignmentTree) argument;
                    if (assignment.getVariable().toString().equals(name)) {
                        ExpressionTree value = assignment.getExpression();
                        return String.join("", JavaSources.parts(value, value.toString()));
                    }
                }
            }
        }
        throw new AssertionError(method.getName() + " has no " + annotation + "." + name);
    }
}
