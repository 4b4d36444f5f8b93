package io.throughline.it.docs;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java sources, parsed. */
final class JavaSources {

    private JavaSources() {}

    static List<CompilationUnitTree> parse(Path directoryOrFile) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = Repository.files(directoryOrFile).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return units;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A concatenation, literals as they are, and {@code hole} for whatever else is in it. */
    static List<String> parts(ExpressionTree expression, String hole) {
        if (expression instanceof ParenthesizedTree inner) {
            return parts(inner.getExpression(), hole);
        }
        if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            List<String> parts = new ArrayList<>(parts(sum.getLeftOperand(), hole));
            parts.addAll(parts(sum.getRightOperand(), hole));
            return parts;
        }
        return List.of(expression instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : hole);
    }

    /** What {@link #parts} become when they are put together. */
    static Pattern pattern(List<String> parts, String hole) {
        StringBuilder pattern = new StringBuilder();
        parts.forEach(part -> pattern.append(part.equals(hole) ? ".*" : Pattern.quote(part)));
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
}
