package io.throughline.it.docs;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles a block against the class path of these tests: a class as it is, statements as the body of a method that is given what an application has
 * (a session, a session factory, ...). A block that is literally part of a module's sources is compiled there, because that module's class path may
 * have what this one lacks.
 */
final class JavaCheck implements BlockCheck {

    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:(?:public|final|abstract|sealed) )*(?:class|interface|enum|record) (\\w+)");

    private static final String IMPORTS = Stream.of(
                    "jakarta.persistence.*",
                    "jakarta.persistence.Entity",
                    "jakarta.persistence.Id",
                    "jakarta.persistence.OneToMany",
                    "jakarta.persistence.Table",
                    "jakarta.persistence.Version",
                    "org.hibernate.*",
                    "org.hibernate.annotations.*",
                    "org.hibernate.annotations.Cache",
                    "org.hibernate.cfg.Configuration",
                    "org.redisson.Redisson",
                    "org.redisson.api.RedissonClient",
                    "org.redisson.config.Config",
                    "io.micrometer.core.instrument.*",
                    "io.throughline.*",
                    "java.time.*",
                    "java.util.*")
            .map(name -> "import " + name + ";\n")
            .collect(Collectors.joining());

    /** What statements find there: name and type. A type that the class path lacks is left out. */
    private static final List<String[]> GIVEN = List.of(
            new String[] {"sessionFactory", "org.hibernate.SessionFactory"},
            new String[] {"session", "org.hibernate.Session"},
            new String[] {"configuration", "org.hibernate.cfg.Configuration"},
            new String[] {"entityManager", "jakarta.persistence.EntityManager"},
            new String[] {"entityManagerFactory", "jakarta.persistence.EntityManagerFactory"},
            new String[] {"registry", "io.micrometer.core.instrument.MeterRegistry"},
            new String[] {"redisson", "org.redisson.api.RedissonClient"},
            new String[] {"openTelemetry", "io.opentelemetry.api.OpenTelemetry"},
            new String[] {"ids", "java.util.List"},
            new String[] {"id", "java.lang.Object"});

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    /** One for all blocks: it keeps the class path's jars open. */
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null);

    @Override
    public void check(Block block) {
        if (Verbatim.isInSources(block.text())) {
            return;
        }
        Matcher type = TYPE.matcher(block.text());
        String source = type.find() ? unit(block.text()) : statements(block.text());
        List<String> errors = compile(type.reset().find() ? publicType(block.text()) : "Snippet", source);
        if (!errors.isEmpty()) {
            throw new AssertionError(
                    block.place() + ": does not compile: " + String.join("; ", errors) + "\n" + source);
        }
    }

    private static String publicType(String text) {
        Matcher types = TYPE.matcher(text);
        return types.results()
                .filter(type -> type.group().startsWith("public"))
                .map(type -> type.group(1))
                .findFirst()
                .orElse("Snippet");
    }

    /** A class with imports of its own needs none of ours. */
    private static String unit(String text) {
        return text.contains("import ") ? text : IMPORTS + text;
    }

    private static String statements(String text) {
        String imports = text.lines()
                .filter(line -> line.startsWith("import "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        String body = text.lines()
                .filter(line -> !line.startsWith("import "))
                .map(line -> "        " + line + "\n")
                .collect(Collectors.joining());
        String parameters = GIVEN.stream()
                .filter(given -> isThere(given[1]))
                .filter(given -> !Pattern.compile("[\\w>] " + given[0] + " =")
                        .matcher(text)
                        .find())
                .map(given -> given[1] + (given[0].equals("ids") ? "<Object> " : " ") + given[0])
                .collect(Collectors.joining(", "));
        return IMPORTS + imports + "class Snippet {\n    static class Product {}\n\n    void run(" + parameters
                + ") throws Exception {\n" + body + "    }\n}\n";
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, JavaCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private List<String> compile(String name, String source) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
        compiler.getTask(null, new Nowhere(files), found, options, null, List.of(file))
                .call();
        List<String> errors = new ArrayList<>();
        for (Diagnostic<?> diagnostic : found.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add("line " + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT));
            }
        }
        return errors;
    }

    /** Classes are made and forgotten. */
    private static final class Nowhere extends ForwardingJavaFileManager<JavaFileManager> {

        Nowhere(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + className + kind.extension), kind) {
                @Override
                public java.io.OutputStream openOutputStream() {
                    return java.io.OutputStream.nullOutputStream();
                }
            };
        }
    }
}
