package io.throughline.it.settings;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.Name;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** JNDI with one flat context. */
public final class TinyContextFactory implements InitialContextFactory {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    /** @return to be closed, which unbinds everything */
    static Context bound(String name, Object value) throws NamingException {
        BOUND.put(name, value);
        return new Flat() {
            @Override
            public void close() {
                BOUND.clear();
            }
        };
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return new Flat();
    }

    private static class Flat extends InitialContext {

        Flat() throws NamingException {
            super(true);
        }

        @Override
        public Object lookup(Name name) throws NamingException {
            Object value = BOUND.get(name.toString());
            if (value == null) {
                throw new NameNotFoundException(name + " is not bound");
            }
            return value;
        }

        @Override
        public NameParser getNameParser(String name) {
            return CompositeName::new;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
