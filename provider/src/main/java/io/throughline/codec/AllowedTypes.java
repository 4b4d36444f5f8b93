package io.throughline.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Classes that the setting {@code allowed_types} names. */
public final class AllowedTypes {

    private AllowedTypes() {}

    /** Why objects of the class could not be written, in a few words; {@code null} if they can. */
    public static @Nullable String refusal(Class<?> type) {
        if (type.isInterface() || type.isPrimitive()) {
            return "which is an interface or a primitive type";
        }
        try {
            new BodyKryo(Shape.of(type.getName(), BaseTypes.contains(type) ? List.of() : List.of(type)));
            return null;
        } catch (RuntimeException e) {
            return "whose fields are not accessible to other modules";
        }
    }
}
