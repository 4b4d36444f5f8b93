package io.throughline.it.regions;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Generated entities: {@code Entity0}, {@code Entity1} ..., each with an id and an amount. */
final class ManyEntities {

    private static final ClassLoader LOADER = ManyEntities.class.getClassLoader();

    private ManyEntities() {}

    static Class<?> make(int number) {
        return new ByteBuddy()
                .subclass(Object.class)
                .name("io.throughline.it.regions.made.Entity" + number)
                .annotateType(
                        AnnotationDescription.Builder.ofType(Entity.class).build(),
                        AnnotationDescription.Builder.ofType(Cacheable.class).build(),
                        AnnotationDescription.Builder.ofType(Cache.class)
                                .define("usage", CacheConcurrencyStrategy.READ_WRITE)
                                .build())
                .defineField("id", Long.class, Visibility.PUBLIC)
                .annotateField(AnnotationDescription.Builder.ofType(Id.class).build())
                .defineField("amount", int.class, Visibility.PUBLIC)
                .make()
                .load(LOADER, ClassLoadingStrategy.Default.INJECTION)
                .getLoaded();
    }
}
