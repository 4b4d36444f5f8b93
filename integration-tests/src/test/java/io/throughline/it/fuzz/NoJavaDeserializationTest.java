package io.throughline.it.fuzz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ExternalizableSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.throughline.RedisRegionFactory;
import io.throughline.codec.EntryCodec;
import io.throughline.codec.UndecodableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.codec.SerializationCodec;

/**
 * No bytes from Redis get to Java's deserialization. The code has no way there. In addition, the JVM would ask a filter before each object of each
 * stream, and it never asks while all kinds of bodies are read.
 */
class NoJavaDeserializationTest {

    private static final AtomicLong ASKED = new AtomicLong();

    /** It stays for the JVM's life, and refuses nothing. */
    @BeforeAll
    static void listen() {
        ObjectInputFilter.Config.setSerialFilter(info -> {
            if (info.serialClass() != null) {
                ASKED.incrementAndGet();
            }
            return ObjectInputFilter.Status.UNDECIDED;
        });
    }

    @Test
    void theFilterHearsOfDeserialization() throws Exception {
        long before = ASKED.get();
        read(serialized(new HashMap<>(java.util.Map.of("a", 1))));
        assertThat(ASKED.get()).isGreaterThan(before);
    }

    @Test
    void noBodyGetsThere() throws Exception {
        List<byte[]> bodies = new ArrayList<>(Seeds.of(EntityBodies.class));
        gadgets().forEach(bodies::add);
        long before = ASKED.get();
        for (EntryCodec codec : codecs()) {
            for (byte[] body : bodies) {
                Bodies.decoded(codec, body);
                Bodies.decoded(codec, Bodies.signed(body));
            }
        }
        assertThat(ASKED.get()).isEqualTo(before);
    }

    @Test
    void gadgetsAreNoBodies() throws Exception {
        for (EntryCodec codec : codecs()) {
            for (byte[] gadget : gadgets()) {
                assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(Bodies.signed(gadget)), null))
                        .isInstanceOf(UndecodableException.class);
            }
        }
    }

    @Test
    void theCodeHasNoWayThere() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(RedisRegionFactory.class.getPackageName());
        assertThat(classes.contain(RedisRegionFactory.class)).isTrue();
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        ObjectInputStream.class,
                        ObjectOutputStream.class,
                        ObjectStreamClass.class,
                        JavaSerializer.class,
                        ExternalizableSerializer.class,
                        SerializationCodec.class,
                        org.hibernate.internal.util.SerializationHelper.class)
                .check(classes);
    }

    private static List<EntryCodec> codecs() {
        List<EntryCodec> codecs = new ArrayList<>(FuzzedMapping.COLLECTIONS);
        codecs.add(FuzzedMapping.ENTITIES);
        codecs.add(FuzzedMapping.NATURAL_IDS);
        return codecs;
    }

    /** Streams of Java's, and Kryo's bodies that name classes which known attacks are built of. */
    private static List<byte[]> gadgets() throws IOException {
        List<byte[]> gadgets = new ArrayList<>();
        gadgets.add(serialized(new HashMap<>(java.util.Map.of("a", 1))));
        gadgets.add(serialized(new BadAttributeValueExpException("x")));
        for (String name : List.of(
                "java.lang.Runtime",
                "java.lang.ProcessBuilder",
                "java.net.URLClassLoader",
                "java.lang.reflect.Proxy",
                "java.util.PriorityQueue",
                "javax.management.BadAttributeValueExpException",
                "com.sun.rowset.JdbcRowSetImpl",
                "javax.script.ScriptEngineManager",
                "org.hibernate.engine.spi.TypedValue")) {
            for (int head : new int[] {0, 1, 4}) { // bare, and where a collection's, or an entity's state would be
                Output out = new Output(64, -1);
                for (int i = 0; i < head; i++) {
                    out.writeByte(head == 1 ? 1 : 0);
                }
                out.writeVarInt(1, true); // a class by its name
                out.writeVarInt(0, true);
                out.writeString(name);
                out.writeVarInt(1, true);
                gadgets.add(out.toBytes());
            }
        }
        return gadgets;
    }

    private static byte[] serialized(Serializable value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] stream) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stream))) {
            return in.readObject();
        }
    }
}
