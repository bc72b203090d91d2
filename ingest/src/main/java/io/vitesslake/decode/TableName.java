package io.vitesslake.decode;

/**
 * A table as events name it.
 *
 * @param bare without keyspace
 * @param internal whether Vitess made it for itself: lifecycle, migration and sidecar tables
 */
record TableName(String bare, boolean internal) {

    /** VTGates before v23 do not know exclude_keyspace_from_table_name and say {@code keyspace.table}. */
    static TableName of(String text, String keyspace) {
        boolean qualified = !keyspace.isEmpty() && text.startsWith(keyspace) && text.startsWith(".", keyspace.length());
        String bare = qualified ? text.substring(keyspace.length() + 1) : text;
        return new TableName(bare, bare.startsWith("_vt_") || bare.startsWith("_vt."));
    }
}
