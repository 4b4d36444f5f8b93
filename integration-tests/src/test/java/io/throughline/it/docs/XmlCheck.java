package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.SharedCacheMode;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The XML is well formed; properties are settings; dependencies on this project are modules with their version; the cache mode exists. */
final class XmlCheck implements BlockCheck {

    @Override
    public void check(Block block) throws Exception {
        Document document = parse(block.text());
        Map<String, String> settings = new HashMap<>();
        for (Element property : elements(document, "property")) {
            String before = settings.put(property.getAttribute("name"), property.getAttribute("value"));
            assertThat(before)
                    .as("%s: %s twice", block.place(), property.getAttribute("name"))
                    .isNull();
        }
        KnownSettings.check(settings, block.place());
        List<Element> modes = elements(document, "shared-cache-mode");
        modes.forEach(mode -> SharedCacheMode.valueOf(mode.getTextContent().strip()));
        List<Element> dependencies = elements(document, "dependency");
        dependencies.forEach(dependency -> checkDependency(dependency, block.place()));
        boolean anything = !settings.isEmpty() || !modes.isEmpty() || !dependencies.isEmpty();
        assertThat(anything || Verbatim.isInSources(block.text()))
                .as("%s: XML with nothing in it that is checked", block.place())
                .isTrue();
    }

    private static Document parse(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null); // throws, and prints nothing
        String whole = text.startsWith("<?xml") ? text : "<block>" + text + "</block>";
        return builder.parse(new InputSource(new StringReader(whole)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static void checkDependency(Element dependency, String place) {
        assertThat(text(dependency, "groupId")).as(place).matches("[a-z0-9_.-]+");
        String artifact = text(dependency, "artifactId");
        assertThat(artifact).as(place).matches("[a-zA-Z0-9_.-]+");
        if (text(dependency, "groupId").equals("io.throughline")) {
            assertThat(Repository.poms())
                    .as("%s: %s", place, artifact)
                    .anyMatch(pom -> Repository.read(pom).contains("<artifactId>" + artifact + "</artifactId>"));
            String version = text(dependency, "version");
            assertThat(Repository.read(Repository.ROOT.resolve("pom.xml")))
                    .as("%s: version %s", place, version)
                    .contains("<artifactId>throughline</artifactId>\n  <version>" + version + "</version>");
        }
    }

    private static String text(Element of, String name) {
        NodeList found = of.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
