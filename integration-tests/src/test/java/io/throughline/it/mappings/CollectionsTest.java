package io.throughline.it.mappings;

import io.throughline.it.nodes.SinceHibernate71;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.OrderColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.SortComparator;
import org.hibernate.annotations.SortNatural;
import org.junit.jupiter.api.Test;

/** Collections in tables of their own, of values and of entities. */
public class CollectionsTest extends MappingTest {

    @Embeddable
    record Size(Integer width, Integer height) {}

    public static class Backwards implements Comparator<String> {
        @Override
        public int compare(String a, String b) {
            return b.compareTo(a);
        }
    }

    @Entity(name = "Label")
    static class Label extends Row {
        String text;
    }

    /** An array is loaded with its owner. */
    @Entity(name = "Sentence")
    static class Sentence extends Row {
        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        String[] words = {"a"};
    }

    @Entity(name = "Box")
    static class Box extends Row {
        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> texts = new HashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Collection<BigDecimal> bag = new ArrayList<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> inOrder = new ArrayList<>();

        @ElementCollection
        @Enumerated(EnumType.STRING)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Suit> enums = new HashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Size> embeddables = new HashSet<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedSet<String> sorted = new TreeSet<>();

        @ElementCollection
        @SortComparator(Backwards.class)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedSet<String> backwards = new TreeSet<>(new Backwards());

        @ElementCollection
        @MapKeyColumn(name = "map_key")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<UUID, String> map = new HashMap<>();

        @ElementCollection
        @SortNatural
        @MapKeyColumn(name = "map_key")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedMap<String, Size> sortedMap = new TreeMap<>();

        @ElementCollection
        @MapKeyEnumerated(EnumType.STRING)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Suit, Integer> byEnum = new HashMap<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Label, Integer> byEntity = new HashMap<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Size, String> byEmbeddable = new HashMap<>();

        @ManyToMany
        @JoinTable(name = "box_labels")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Label> labels = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "box_labels_in_order")
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Label> labelsInOrder = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "box_label_map")
        @MapKeyColumn(name = "map_key")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Label> labelMap = new HashMap<>();
    }

    private long ids;

    CollectionsTest() {
        super(Box.class, Label.class, Sentence.class);
    }

    @SafeVarargs
    private void live(Consumer<Box>... changes) {
        Box box = new Box();
        box.id = ++ids;
        Life<Box> life = nodes.row(Box.class, box.id).inserted(box);
        for (Consumer<Box> change : changes) {
            life.updated(change);
        }
        life.deleted();
    }

    private Label[] labels() {
        Label[] labels = new Label[3];
        nodes.first().inTransaction(session -> {
            for (int i = 0; i < labels.length; i++) {
                labels[i] = new Label();
                labels[i].id = 1000 * (ids + 1) + i;
                session.persist(labels[i]);
            }
        });
        return labels;
    }

    @Test
    void setsOfValues() {
        live(
                box -> box.texts.addAll(Set.of("a", "b")),
                box -> box.texts.remove("a"),
                box -> box.enums.addAll(Set.of(Suit.CLUBS, Suit.HEARTS)),
                box -> box.enums.remove(Suit.CLUBS),
                box -> box.texts = null);
    }

    @Test
    void bags() {
        live(
                box -> box.bag.addAll(List.of(new BigDecimal("1.50"), new BigDecimal("1.50"))),
                box -> box.bag.remove(new BigDecimal("1.50")),
                box -> box.bag.clear());
    }

    @Test
    void listsInOrder() {
        live(
                box -> box.inOrder.addAll(List.of("b", "a", "b")),
                box -> java.util.Collections.swap(box.inOrder, 0, 1),
                box -> box.inOrder.remove(0),
                box -> box.inOrder = new ArrayList<>(List.of("new")),
                box -> box.inOrder = null);
    }

    /** 6.6 and 7.0 fail to load an array whose owner came from the cache (NullPointerException in ResultsHelper). */
    @Test
    @SinceHibernate71
    void arrays() {
        Sentence sentence = new Sentence();
        sentence.id = 1L;
        nodes.row(Sentence.class, 1L)
                .inserted(sentence)
                .updated(row -> row.words = new String[] {"b", "a"})
                .updated(row -> row.words[0] = "c")
                .updated(row -> row.words = new String[] {"d"})
                .deleted();
    }

    @Test
    void embeddables() {
        live(
                box -> box.embeddables.addAll(Set.of(new Size(1, 2), new Size(3, 4))),
                box -> box.embeddables.remove(new Size(1, 2)),
                box -> box.embeddables.clear());
    }

    @Test
    void sortedSets() {
        live(
                box -> box.sorted.addAll(Set.of("c", "a", "b")),
                box -> box.backwards.addAll(Set.of("c", "a", "b")),
                box -> box.sorted.remove("b"),
                box -> box.backwards.clear());
    }

    @Test
    void maps() {
        UUID key = new UUID(1, 2);
        live(
                box -> box.map.putAll(Map.of(key, "a", new UUID(3, 4), "b")),
                box -> box.map.put(key, "c"),
                box -> box.byEnum.putAll(Map.of(Suit.CLUBS, 1, Suit.HEARTS, 2)),
                box -> box.byEnum.remove(Suit.HEARTS),
                box -> box.byEmbeddable.put(new Size(1, 2), "x"),
                box -> box.byEmbeddable.put(new Size(1, 2), "y"),
                box -> box.map.clear());
    }

    @Test
    void sortedMaps() {
        live(
                box -> box.sortedMap.putAll(Map.of("c", new Size(1, 2), "a", new Size(3, 4))),
                box -> box.sortedMap.put("b", new Size(5, 6)),
                box -> box.sortedMap.clear());
    }

    @Test
    void mapsByEntity() {
        Label[] labels = labels();
        live(box -> box.byEntity.put(labels[0], 1), box -> box.byEntity.put(labels[1], 2), box -> box.byEntity.clear());
    }

    @Test
    void manyToMany() {
        Label[] labels = labels();
        live(
                box -> box.labels.addAll(List.of(labels[0], labels[1])),
                box -> box.labels.removeIf(label -> label.id.equals(labels[0].id)),
                box -> box.labelsInOrder.addAll(List.of(labels[2], labels[0])),
                box -> box.labelsInOrder.add(1, labels[1]),
                box -> box.labelMap.put("k", labels[1]),
                box -> box.labelMap.put("k", labels[2]),
                box -> box.labels.clear());
    }
}
