package io.throughline.it.mappings;

import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.usertype.UserType;

/** A user's own type, with a class that is not serializable and a disassembled form of its own. */
@SuppressWarnings({"deprecation", "removal"}) // what 6.6 knows, and later releases still call
public class PointType implements UserType<PointType.Point> {

    public record Point(int x, int y) {}

    @Override
    public int getSqlType() {
        return Types.VARCHAR;
    }

    @Override
    public Class<Point> returnedClass() {
        return Point.class;
    }

    @Override
    public boolean equals(Point a, Point b) {
        return Objects.equals(a, b);
    }

    @Override
    public int hashCode(Point point) {
        return point.hashCode();
    }

    public Point nullSafeGet(ResultSet row, int position, SharedSessionContractImplementor session, Object owner)
            throws SQLException {
        return point(row.getString(position));
    }

    public void nullSafeSet(PreparedStatement st, Point point, int index, SharedSessionContractImplementor session)
            throws SQLException {
        st.setString(index, text(point));
    }

    @Override
    public Point deepCopy(Point point) {
        return point;
    }

    @Override
    public boolean isMutable() {
        return false;
    }

    @Override
    public Serializable disassemble(Point point) {
        return text(point);
    }

    @Override
    public Point assemble(Serializable cached, Object owner) {
        return point((String) cached);
    }

    private static String text(Point point) {
        return point == null ? null : point.x() + ";" + point.y();
    }

    private static Point point(String text) {
        return text == null
                ? null
                : new Point(Integer.parseInt(text.split(";")[0]), Integer.parseInt(text.split(";")[1]));
    }
}
