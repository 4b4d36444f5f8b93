package io.throughline.it.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of the root folder, README.md first, or of docs.
 *
 * @param headings as they are shown
 * @param anchors of the headings, as GitHub makes them
 * @param links where they go to
 * @param codes what is written as code within sentences
 */
record Page(
        Path file,
        List<Block> blocks,
        List<String> headings,
        Set<String> anchors,
        List<String> links,
        List<String> codes) {

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .build();

    static Page of(Path file) {
        Page page = new Page(
                file,
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashSet<>(),
                new ArrayList<>(),
                new ArrayList<>());
        PARSER.parse(Repository.read(file)).accept(page.new Reader());
        return page;
    }

    static List<Page> all() {
        return Stream.concat(
                        Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
                                .map(Repository.ROOT::resolve),
                        Repository.files(Repository.ROOT.resolve("docs")).stream())
                .filter(file -> file.toString().endsWith(".md"))
                .map(Page::of)
                .toList();
    }

    static Page named(String name) {
        return of(Repository.ROOT.resolve(name));
    }

    String name() {
        return Repository.ROOT.relativize(file).toString();
    }

    private final class Reader extends AbstractVisitor {

        private final Map<String, Integer> used = new HashMap<>();

        @Override
        public void visit(FencedCodeBlock block) {
            add(block, block.getInfo() == null ? "" : block.getInfo(), block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            add(block, "", block.getLiteral());
        }

        private void add(Node block, String info, String text) {
            int line = block.getSourceSpans().get(0).getLineIndex() + 1;
            blocks.add(new Block(name() + ":" + line, info.strip(), text));
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder text = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text part) {
                    text.append(part.getLiteral());
                }

                @Override
                public void visit(Code part) {
                    text.append(part.getLiteral());
                }
            });
            headings.add(text.toString());
            String anchor = anchor(text.toString());
            int before = used.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            links.add(link.getDestination());
            visitChildren(link);
        }

        @Override
        public void visit(Code code) {
            codes.add(code.getLiteral());
        }
    }

    /** As GitHub makes it. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                .replace(' ', '-');
    }
}
