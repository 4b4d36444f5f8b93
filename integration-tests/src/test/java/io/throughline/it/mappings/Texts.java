package io.throughline.it.mappings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Lob;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.Nationalized;
import org.hibernate.type.descriptor.java.ByteArrayJavaType;
import org.hibernate.type.descriptor.java.CharacterArrayJavaType;

@Entity
class Texts extends Row {
    String string;

    @Nationalized
    String nationalized;

    @Column(length = Length.LONG32)
    String longText;

    @Lob
    String lob;

    @Lob
    @Nationalized
    String nationalizedLob;

    char aChar = 'a';
    Character character;
    char[] chars;

    @JavaType(CharacterArrayJavaType.class)
    Character[] characters;

    @Lob
    char[] lobChars;

    byte[] bytes;

    @JavaType(ByteArrayJavaType.class)
    Byte[] byteObjects;

    @Column(length = Length.LONG32)
    byte[] longBytes;

    @Lob
    byte[] lobBytes;

    static Basics basics() {
        return Basics.of(Texts.class)
                .with("string", "", "äöü € 😀 \n\t'\"")
                .with("nationalized", "plain", "Ελληνικά")
                .with("longText", "x".repeat(100_000), "ü".repeat(70_000))
                .with("lob", "x".repeat(100_000), "€".repeat(10))
                .with("nationalizedLob", "x".repeat(10), "€".repeat(70_000))
                .with("aChar", 'x', '€')
                .with("character", 'x', '€')
                .with("chars", "abc".toCharArray(), "ü€".toCharArray())
                .with("characters", new Character[] {'a', 'b'}, new Character[] {'€'})
                .with("lobChars", "abc".toCharArray(), "ü€".toCharArray())
                .with("bytes", new byte[] {0, -1, 127}, new byte[0])
                .with("byteObjects", new Byte[] {0, -1, 127}, new Byte[] {1})
                .with("longBytes", new byte[100_000], new byte[] {1})
                .with("lobBytes", new byte[100_000], new byte[] {1});
    }
}
