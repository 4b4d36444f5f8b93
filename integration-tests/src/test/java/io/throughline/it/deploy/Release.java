package io.throughline.it.deploy;

import io.throughline.it.nodes.Node;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A release of an application: classes compiled from source, so that another release can have classes of the same names. In this JVM they are loaded by a
 * class loader of their own; another JVM has them on its class path.
 */
final class Release {

    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:class|enum|record) (\\w+)");

    private final Path classes;
    private final List<String> names;

    private Release(Path classes, List<String> names) {
        this.classes = classes;
        this.names = names;
    }

    /** @param sources each a compilation unit of the package {@code shop} without its head: that and the imports are added */
    static Release of(Path directory, List<String> sources) {
        try {
            Path classes = Files.createTempDirectory(directory, "release");
            List<String> names = sources.stream().map(Release::name).toList();
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                StringWriter said = new StringWriter();
                List<String> options =
                        List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none", "-parameters", "-nowarn");
                List<Source> units = sources.stream().map(Source::new).toList();
                if (!compiler.getTask(said, files, null, options, null, units).call()) {
                    throw new IllegalStateException("A release does not compile: " + said);
                }
            }
            return new Release(classes, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Surefire may have put its class path into the manifest of a jar of its own. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String name(String source) {
        Matcher matcher = CLASS_NAME.matcher(source);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No class in: " + source);
        }
        return "shop." + matcher.group(1);
    }

    /** Where its classes lie. */
    Path classes() {
        return classes;
    }

    /** Its classes and its loader for a node of this JVM. */
    Node.Builder on(Node.Builder node) {
        try {
            ClassLoader loader =
                    new URLClassLoader(new URL[] {classes.toUri().toURL()}, Release.class.getClassLoader());
            return node.classLoader(loader).entities(load(loader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Class<?>[] load(ClassLoader loader) {
        return names.stream()
                .map(name -> {
                    try {
                        return Class.forName(name, true, loader);
                    } catch (ClassNotFoundException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .filter(Release::isMapped)
                .toArray(Class<?>[]::new);
    }

    private static boolean isMapped(Class<?> type) {
        return Stream.of(type.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getPackageName().equals("jakarta.persistence"));
    }

    private static final class Source extends SimpleJavaFileObject {

        private static final String HEAD = """
                package shop;
                import jakarta.persistence.*;
                import java.util.*;
                import org.hibernate.annotations.Cache;
                import org.hibernate.annotations.CacheConcurrencyStrategy;
                import org.hibernate.annotations.JdbcTypeCode;
                import org.hibernate.annotations.Formula;
                import org.hibernate.type.SqlTypes;
                """;

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text).replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = HEAD + text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
