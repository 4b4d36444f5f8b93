package io.throughline.it.history;

/** What states are kept of: rows of an entity, or a collection that a row owns. */
enum Kind {
    PLAIN(PlainRow.class, true),
    VERSIONED(VersionedRow.class, true),
    SHORT_LIVED(ShortLivedRow.class, true),
    BASKET(Basket.class, false),
    MARKS(Basket.class, false);

    /** All that is mapped. */
    static final Class<?>[] ENTITIES = {PlainRow.class, VersionedRow.class, ShortLivedRow.class, Basket.class};

    private final Class<? extends Row> entity;
    private final boolean deletable;

    Kind(Class<? extends Row> entity, boolean deletable) {
        this.entity = entity;
        this.deletable = deletable;
    }

    Class<? extends Row> entity() {
        return entity;
    }

    /** Whether rows of it come and go. */
    boolean isDeletable() {
        return deletable;
    }

    boolean isVersioned() {
        return this == VERSIONED || this == BASKET || this == MARKS;
    }

    boolean isCollection() {
        return this == MARKS;
    }

    String entityName() {
        return entity.getSimpleName();
    }

    Row newRow(long id, String mark) {
        Row row = switch (this) {
            case PLAIN -> new PlainRow();
            case VERSIONED -> new VersionedRow();
            case SHORT_LIVED -> new ShortLivedRow();
            case BASKET, MARKS -> new Basket();
        };
        row.id = id;
        row.mark = mark;
        return row;
    }
}
