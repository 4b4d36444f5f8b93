package io.throughline.codec;

import io.throughline.codec.UndecodableException.Reason;
import io.throughline.protocol.Item;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Bodies of natural ids: the disassembled id of the entity that a natural id resolves to. */
public final class NaturalIdCodec implements EntryCodec {

    private static final byte[] NO_VERSION = {};

    private final Bodies bodies;
    private final Type idType;
    private final StateCheck idCheck;
    private final SessionFactoryImplementor factory;

    /** @param allowed classes that bodies may hold in addition to those that the mapping names */
    public NaturalIdCodec(EntityPersister persister, Collection<Class<?>> allowed, SessionFactoryImplementor factory) {
        this.bodies = new Bodies(new ShapeDescription(factory)
                .naturalId(persister)
                .allowed(allowed)
                .shape());
        this.idType = persister.getIdentifierType();
        this.idCheck = StateCheck.of(idType, factory);
        this.factory = factory;
    }

    @Override
    public long shape() {
        return bodies.shape();
    }

    @Override
    public Item encode(Object value, @Nullable Object version, long ttlMillis) {
        Serializable id = idType.disassemble(value, factory);
        byte[] body = bodies.write((kryo, output) -> kryo.writeClassAndObject(output, id));
        return Item.of(shape(), Item.Replacement.OTHER_VALUE, NO_VERSION, body, ttlMillis);
    }

    @Override
    public Object decode(ByteBuffer body, SharedSessionContractImplementor session) {
        Object id = bodies.read(body, (kryo, input) -> kryo.readClassAndObject(input));
        if (id == null) {
            throw new UndecodableException(Reason.OTHER_STATE);
        }
        StateCheck.check(idCheck, id);
        return idType.assemble((Serializable) id, session, null);
    }
}
