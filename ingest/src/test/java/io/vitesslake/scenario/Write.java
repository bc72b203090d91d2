package io.vitesslake.scenario;

/**
 * One statement on one table of a {@link Scene}.
 *
 * @param kind what it does
 * @param table bare name
 * @param id key of the row, which must not exist for an insert and must exist otherwise
 * @param newId key after an update, else {@code id}
 * @param value of column {@code v} after it; empty for a delete
 */
public record Write(Kind kind, String table, long id, long newId, String value) {

    /** What a statement does. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    public static Write insert(String table, long id, String value) {
        return new Write(Kind.INSERT, table, id, id, value);
    }

    public static Write update(String table, long id, String value) {
        return new Write(Kind.UPDATE, table, id, id, value);
    }

    /** An update of the key. */
    public static Write move(String table, long id, long newId, String value) {
        return new Write(Kind.UPDATE, table, id, newId, value);
    }

    public static Write delete(String table, long id) {
        return new Write(Kind.DELETE, table, id, id, "");
    }

    /** The statement as MySQL runs it. */
    public String sql() {
        return switch (kind) {
            case INSERT -> "insert into " + table + " values (" + id + ", '" + value + "')";
            case UPDATE -> "update " + table + " set id = " + newId + ", v = '" + value + "' where id = " + id;
            case DELETE -> "delete from " + table + " where id = " + id;
        };
    }
}
