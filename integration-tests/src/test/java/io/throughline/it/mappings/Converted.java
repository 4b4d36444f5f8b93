package io.throughline.it.mappings;

import io.throughline.it.mappings.Converters.Circle;
import io.throughline.it.mappings.Converters.Money;
import io.throughline.it.mappings.Converters.Mutable;
import io.throughline.it.mappings.Converters.Shape;
import io.throughline.it.mappings.Converters.Square;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import java.math.BigDecimal;
import org.hibernate.annotations.Type;

@Entity
class Converted extends Row {
    @Convert(converter = Converters.MoneyText.class)
    Money money;

    @Convert(converter = Converters.ShapeNumber.class)
    Shape sealed;

    @Convert(converter = Converters.MutableText.class)
    Mutable mutable;

    @Convert(converter = Converters.NeverNull.class)
    String neverNull;

    @Type(PointType.class)
    PointType.Point ofUserType;

    static Basics basics() {
        return Basics.of(Converted.class)
                .with("money", new Money(new BigDecimal("1.50"), "EUR"), new Money(new BigDecimal("100"), "JPY"))
                .with("sealed", new Circle(5), new Square(7))
                .with("mutable", new Mutable("a", "b"), new Mutable("c"))
                .with("neverNull", "a", "b")
                .with("ofUserType", new PointType.Point(1, 2), new PointType.Point(-1, 0));
    }
}
