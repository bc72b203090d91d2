package io.vitesslake.mirror;

/**
 * Which source table a lake table mirrors; saved with every cursor and compared at resume.
 *
 * @param keyspace Vitess keyspace
 * @param table table name in it
 */
public record TableIdentity(String keyspace, String table) {

    @Override
    public String toString() {
        return keyspace + "." + table;
    }
}
