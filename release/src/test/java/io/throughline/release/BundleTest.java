package io.throughline.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The bundle has all that Maven Central asks for, and nothing else. */
class BundleTest {

    private static final String VERSION = System.getProperty("version");
    private static final List<String> OF_A_MODULE =
            List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", "-cyclonedx.xml");

    private static final Set<String> PUBLISHED = Set.of("throughline", "throughline-provider", "throughline-inspect");
    private static final String EXECUTABLE = path("throughline-inspect", "-executable.jar");
    private static final Pattern LICENCE = Pattern.compile(
            "(META-INF/)?(licenses/.*|[^/]*(licen[sc]e|notice|copyright|copying)[^/]*)(?<!\\.class)",
            Pattern.CASE_INSENSITIVE);

    private static ZipFile bundle;

    @BeforeAll
    static void open() throws IOException {
        bundle = new ZipFile(System.getProperty("bundle"));
    }

    @AfterAll
    static void close() throws IOException {
        bundle.close();
    }

    @Test
    void itsParts() {
        Set<String> parts = new TreeSet<>();
        parts.add(path("throughline", ".pom"));
        for (String module : List.of("throughline-provider", "throughline-inspect")) {
            OF_A_MODULE.forEach(suffix -> parts.add(path(module, suffix)));
        }
        parts.add(path("throughline-inspect", "-executable.jar"));

        assertThat(artifacts()).containsExactlyInAnyOrderElementsOf(parts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-1", "SHA-256"})
    void everyPartHasItsChecksum(String algorithm) throws IOException, NoSuchAlgorithmException {
        String extension = "." + algorithm.toLowerCase(Locale.ROOT).replace("-", "");
        for (String part : artifacts()) {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(read(part));
            assertThat(new String(read(part + extension), StandardCharsets.US_ASCII).strip())
                    .as(part + extension)
                    .isEqualTo(HexFormat.of().formatHex(digest));
        }
    }

    @Test
    void allOfItIsSignedWhereAKeyIsGiven() {
        List<String> signed = names().filter(name -> name.endsWith(".asc"))
                .map(name -> name.substring(0, name.length() - ".asc".length()))
                .toList();

        assertThat(signed)
                .containsExactlyInAnyOrderElementsOf(
                        System.getProperty("gpg.keyname").isEmpty() ? Set.of() : artifacts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"throughline-provider", "throughline-inspect"})
    void theJarsHoldWhatTheyAreNamedFor(String module) throws IOException {
        assertThat(entries(path(module, ".jar"))).anyMatch(name -> name.endsWith(".class"));
        assertThat(entries(path(module, "-sources.jar"))).anyMatch(name -> name.endsWith(".java"));
        assertThat(entries(path(module, "-javadoc.jar"))).contains("index.html");
    }

    @Test
    void everyJarHoldsTheLicence() throws IOException {
        String licence = Files.readString(Path.of("..", "LICENSE"));
        for (String jar :
                artifacts().stream().filter(name -> name.endsWith(".jar")).toList()) {
            assertThat(texts(jar, "META-INF/LICENSE"::equals)).as(jar).startsWith(licence);
        }
    }

    @Test
    void theExecutableJarSaysWhatIsInItAndUnderWhichLicence() throws IOException {
        String list = texts(EXECUTABLE, "META-INF/THIRD-PARTY.txt"::equals);
        assertThat(Pattern.compile("(?m)^(\\S+:\\S+) {2,}\\S")
                        .matcher(list)
                        .results()
                        .map(line -> line.group(1)))
                .containsExactlyInAnyOrderElementsOf(libraries().keySet());
    }

    /** And no notice. */
    @Test
    void theExecutableJarLosesNoLicence() throws IOException {
        String kept = texts(EXECUTABLE, BundleTest::isLicence);
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        int texts = 0;
        for (String jar : libraries().values()) {
            Path library = classPath.stream()
                    .map(Path::of)
                    .filter(path -> path.endsWith(jar))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + jar + " in " + classPath));
            try (ZipFile zip = new ZipFile(library.toFile())) {
                for (ZipEntry entry : zip.stream()
                        .filter(one -> !one.isDirectory() && isLicence(one.getName()))
                        .toList()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        texts++;
                        assertThat(kept.contains(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                                .as("%s of %s", entry, jar)
                                .isTrue();
                    }
                }
            }
        }
        assertThat(texts).isGreaterThan(20);
    }

    private static boolean isLicence(String name) {
        return LICENCE.matcher(name).matches();
    }

    /** By group and artifact, the names of their jars: what the bill of materials says is in the executable jar, beside ours. */
    private static Map<String, String> libraries() throws IOException {
        Map<String, String> libraries = new TreeMap<>();
        Matcher purl = Pattern.compile("\"purl\" : \"pkg:maven/([^/]+)/([^@]+)@([^?\"]+)")
                .matcher(new String(read(path("throughline-inspect", "-cyclonedx.json")), StandardCharsets.UTF_8));
        while (purl.find()) {
            if (!purl.group(1).equals("io.throughline")) {
                libraries.put(purl.group(1) + ":" + purl.group(2), purl.group(2) + "-" + purl.group(3) + ".jar");
            }
        }
        assertThat(libraries).isNotEmpty();
        return libraries;
    }

    /** What a jar's entries of these names hold. */
    private static String texts(String jar, Predicate<String> names) throws IOException {
        StringBuilder texts = new StringBuilder();
        try (JarInputStream in = new JarInputStream(bundle.getInputStream(bundle.getEntry(jar)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (names.test(entry.getName())) {
                    texts.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts.toString();
    }

    @Test
    void thePomSaysWhatMavenCentralAsksFor() throws Exception {
        Element project = pom("throughline");

        for (String element : List.of("name", "description", "url", "licenses", "developers", "scm")) {
            assertThat(text(project, element)).as(element).isNotBlank();
        }
        for (String module : List.of("throughline-provider", "throughline-inspect")) {
            assertThat(text(pom(module), "name")).as(module).isNotBlank();
            assertThat(text(pom(module), "description")).as(module).isNotBlank();
        }
        assertThat(text(pom("throughline-inspect"), "description")).contains("page");
    }

    @Test
    void nothingElseIsEverDeployed() throws Exception {
        List<Path> poms;
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            poms = files.filter(file -> file.endsWith("pom.xml"))
                    .filter(file ->
                            StreamSupport.stream(file.spliterator(), false).noneMatch(part -> part.endsWith("target")))
                    .toList();
        }
        assertThat(poms).hasSizeGreaterThan(10);
        for (Path file : poms) {
            Element project;
            try (InputStream in = Files.newInputStream(file)) {
                project = parsed(in);
            }
            String artifact = text(project, "artifactId");
            boolean skipped = children(project, "properties").stream()
                    .anyMatch(
                            properties -> text(properties, "maven.deploy.skip").equals("true"));
            assertThat(skipped).as(artifact).isEqualTo(!PUBLISHED.contains(artifact));
        }
    }

    @Test
    void theProviderNeedsThreeLibrariesAndHibernateAlone() throws Exception {
        List<String> needed = new ArrayList<>();
        for (Element dependency :
                children(children(pom("throughline-provider"), "dependencies").get(0), "dependency")) {
            String scope = text(dependency, "scope");
            if (scope.isEmpty() && !text(dependency, "optional").equals("true")) {
                needed.add(text(dependency, "artifactId"));
            }
        }

        assertThat(needed).containsExactlyInAnyOrder("redisson", "kryo", "resilience4j-circuitbreaker");
    }

    @Test
    void theBillOfMaterialsNamesThem() throws IOException {
        assertThat(new String(read(path("throughline-provider", "-cyclonedx.json")), StandardCharsets.UTF_8))
                .contains("pkg:maven/org.redisson/redisson@", "pkg:maven/com.esotericsoftware/kryo@");
    }

    private static String path(String artifact, String suffix) {
        return "io/throughline/" + artifact + "/" + VERSION + "/" + artifact + "-" + VERSION + suffix;
    }

    private static Stream<String> names() {
        return bundle.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
    }

    /** What is neither a checksum nor a signature. */
    private static Set<String> artifacts() {
        return names().filter(
                        name -> Stream.of(".md5", ".sha1", ".sha256", ".asc").noneMatch(name::endsWith))
                .collect(Collectors.toSet());
    }

    private static byte[] read(String name) throws IOException {
        ZipEntry entry = bundle.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        try (InputStream in = bundle.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static List<String> entries(String jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarInputStream in = new JarInputStream(bundle.getInputStream(bundle.getEntry(jar)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static Element pom(String artifact) throws Exception {
        try (InputStream in = bundle.getInputStream(bundle.getEntry(path(artifact, ".pom")))) {
            return parsed(in);
        }
    }

    private static Element parsed(InputStream in) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(in)
                .getDocumentElement();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .map(element -> element.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
