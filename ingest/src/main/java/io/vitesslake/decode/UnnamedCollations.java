package io.vitesslake.decode;

import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts whose collation Vitess tells as 0, since it does not know it (go/mysql/collations/supported.go): how their tables are
 * declared says in which character set they are. Stateless.
 */
public final class UnnamedCollations {

    private static final int UNNAMED = 0;

    // A collation of each set whose default Vitess does not know. With another set as the answer a 0 stays: Vitess
    // knows
    // nearly every collation of those, so that the answer may speak of another moment.
    private static final Map<String, Integer> COLLATIONS = Map.of("big5", 1, "tis620", 18, "gbk", 28, "gb18030", 248);

    private UnnamedCollations() {}

    /** Whether there are any. */
    public static boolean among(List<SourceColumn> told) {
        for (SourceColumn column : told) {
            if (column.charset() == UNNAMED) {
                return true;
            }
        }
        return false;
    }

    /**
     * The same columns, where it can be known with a collation of their character set.
     *
     * @param declared as the same shard declares them
     */
    public static List<SourceColumn> named(List<SourceColumn> told, List<DeclaredColumn> declared) {
        List<SourceColumn> named = new ArrayList<>();
        for (SourceColumn column : told) {
            named.add(column.charset() == UNNAMED ? named(column, declared) : column);
        }
        return named;
    }

    private static SourceColumn named(SourceColumn column, List<DeclaredColumn> declared) {
        for (DeclaredColumn other : declared) {
            if (other.name().equals(column.name()) && other.type().equals(column.columnType())) {
                Optional<Integer> collation = other.characterSet().map(COLLATIONS::get);
                return collation.map(column::collated).orElse(column);
            }
        }
        return column;
    }
}
