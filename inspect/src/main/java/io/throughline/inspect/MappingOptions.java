package io.throughline.inspect;

import jakarta.persistence.PersistenceException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.spi.ClassLoadingException;
import org.hibernate.cache.internal.NoCachingRegionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the application's mapping is, so that bodies can be decoded. It is read without the database and Redis. */
final class MappingOptions {

    @Option(
            names = "--class-path",
            paramLabel = "<path>",
            description = "Jars and directories with the application's classes, separated as in a class path")
    private @Nullable String classPath;

    @Option(
            names = "--unit",
            paramLabel = "<name>",
            description = "The persistence unit, from a META-INF/persistence.xml on that class path")
    private @Nullable String unit;

    @Option(
            names = "--entities",
            split = ",",
            paramLabel = "<class>",
            description = "Instead of a unit: ALL annotated classes of the mapping")
    private List<String> entities = List.of();

    @Option(
            names = "--dialect",
            paramLabel = "<dialect>",
            description = "The database, if the unit does not name it: PostgreSQL, MySQL, ..., or a dialect class")
    private @Nullable String dialect;

    @Option(
            names = "--setting",
            paramLabel = "<name=value>",
            description =
                    "A setting that the application gives to Hibernate elsewhere, such as hibernate.cache.redis.allowed_types")
    private Map<String, String> settings = Map.of();

    /**
     * @return {@code null} if no mapping is given
     * @throws CannotInspectException if there is no such path, unit or class, or Hibernate refuses it; the message names the option
     */
    @Nullable
    KnownMapping mapping() {
        if (unit == null && entities.isEmpty()) {
            if (classPath != null || dialect != null || !settings.isEmpty()) {
                throw new CannotInspectException(
                        "--class-path, --dialect and --setting do not name a mapping; accepted with them: --unit or --entities");
            }
            return null;
        }
        if (unit != null && !entities.isEmpty()) {
            throw new CannotInspectException("--unit and --entities are both given; accepted: one of them");
        }
        URLClassLoader loader = new URLClassLoader(urls(), MappingOptions.class.getClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return new KnownMapping(unit == null ? ofEntities(loader) : ofUnit(loader, unit), loader);
        } catch (PersistenceException e) {
            throw refused(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URL[] urls() {
        List<URL> urls = new ArrayList<>();
        for (String path : classPath == null ? new String[0] : classPath.split(File.pathSeparator)) {
            File file = new File(path);
            if (!file.exists()) {
                throw new CannotInspectException("--class-path names '" + path + "', which does not exist");
            }
            try {
                urls.add(file.toURI().toURL());
            } catch (MalformedURLException e) {
                throw new CannotInspectException("--class-path names '" + path + "', which is not a path", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    private SessionFactoryImplementor ofUnit(ClassLoader loader, String name) {
        Map<String, Object> all = new HashMap<>(withoutServers());
        all.put(AvailableSettings.CLASSLOADERS, List.of(loader));
        var factory = new HibernatePersistenceProvider().createEntityManagerFactory(name, all);
        if (factory == null) {
            throw new CannotInspectException(
                    "--unit names '" + name
                            + "', which is in no META-INF/persistence.xml on the class path; accepted: a persistence unit for Hibernate, with its jars in --class-path");
        }
        return factory.unwrap(SessionFactoryImplementor.class);
    }

    private SessionFactoryImplementor ofEntities(ClassLoader loader) {
        BootstrapServiceRegistry bootstrap =
                new BootstrapServiceRegistryBuilder().applyClassLoader(loader).build();
        MetadataSources sources = new MetadataSources(new StandardServiceRegistryBuilder(bootstrap)
                .applySettings(withoutServers())
                .build());
        for (String name : entities) {
            try {
                sources.addAnnotatedClass(Class.forName(name, false, loader));
            } catch (ClassNotFoundException e) {
                throw new CannotInspectException(
                        "--entities names '" + name
                                + "', which is not on the class path; accepted: its jars in --class-path",
                        e);
            }
        }
        return (SessionFactoryImplementor) sources.buildMetadata().buildSessionFactory();
    }

    private Map<String, Object> withoutServers() {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("hibernate.boot.allow_jdbc_metadata_access", "false");
        all.put("hibernate.connection.provider_class", NoDatabase.class.getName());
        all.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
        all.put("jakarta.persistence.schema-generation.database.action", "none");
        all.put("jakarta.persistence.schema-generation.scripts.action", "none");
        all.put("hibernate.hbm2ddl.auto", "none");
        all.put("jakarta.persistence.validation.mode", "none");
        all.put("hibernate.cache.region.factory_class", NoCachingRegionFactory.class.getName());
        if (dialect != null) {
            all.put("hibernate.dialect", dialect);
        }
        return all;
    }

    private CannotInspectException refused(Throwable e) {
        StringBuilder why = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            why.append(why.isEmpty() ? "" : ": ").append(cause.getMessage());
            if (cause instanceof ClassLoadingException) {
                break;
            }
        }
        String hint = why.toString().contains("Dialect")
                ? "; accepted: --dialect, which names the application's database"
                : "";
        return new CannotInspectException("Hibernate refuses the mapping: " + why + hint, e);
    }
}
